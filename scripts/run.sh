#!/usr/bin/env bash
# Builds the release and serves it on a demo clinic. Settings of the environment win over the defaults here.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

scripts/setup.sh build
scripts/build.sh web
export DATABASE_URL=${DATABASE_URL:-sqlite://data/demo.db}
exec "$WEB_OUT/server" serve --demo "$@"
