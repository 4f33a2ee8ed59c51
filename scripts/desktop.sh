#!/usr/bin/env bash
# Bundles the desktop app as a .deb and prints its path.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

scripts/setup.sh desktop
rm -rf dist
# As in build.sh: what still runs could not be written over.
rm -f "$WEB_OUT/server" "$DESKTOP_OUT/app/anteroom"
say "bundling the desktop app"
dx bundle --desktop --release --package-types deb --cargo-args=--locked --out-dir dist </dev/null >&2
ls -1 "$ROOT"/dist/*.deb
