#!/usr/bin/env bash
# dx serve: builds for development, serves the demo clinic, and reloads what changes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

scripts/setup.sh build
# dx passes these on to the server it starts.
export DATABASE_URL=${DATABASE_URL:-sqlite://$ROOT/data/demo.db}
exec dx serve --web --fullstack --addr 127.0.0.1 --port "${PORT:-8080}" --open false --features dev --args "serve --demo" "$@"
