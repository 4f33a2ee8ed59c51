#!/usr/bin/env bash
# Measures the release server; see bench/bench.py.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

scripts/setup.sh bench
scripts/build.sh web
PYTHONDONTWRITEBYTECODE=1 exec python3 bench/bench.py "$WEB_OUT/server"
