#!/usr/bin/env bash
# Runs the workload with crashes and restarts, on both engines. Usage: torture.sh [MINUTES [SEED]]
# It prints its seed; the same seed repeats the schedule. (Each bout of it has a seed derived from that one.)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

export ANTEROOM_TORTURE_MINUTES=${1:-30}
[[ -z ${2:-} ]] || export ANTEROOM_TORTURE_SEED=$2

scripts/setup.sh postgresql
exec cargo test --locked --features server --test torture -- --ignored --nocapture --test-threads=1
