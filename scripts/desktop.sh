#!/usr/bin/env bash
# Bundles the desktop app as a .deb and prints its path.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

scripts/setup.sh desktop
rm -rf dist
scripts/build.sh deb
# dx puts the server beside the package, where it is of no use without its pages.
rm -f dist/server
ls -1 "$ROOT"/dist/*.deb
