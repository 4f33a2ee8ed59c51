#!/usr/bin/env bash
# Every test that needs no special hardware. The last line is "N passed, N failed".
# Usage: test.sh            everything
#        test.sh STEP...    only these: fmt clippy cargo postgresql build browser desktop
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT" || exit

all=(fmt clippy cargo postgresql build browser desktop)
steps=("$@")
[[ ${#steps[@]} -gt 0 ]] || steps=("${all[@]}")

passed=0
failed=0
logs=$(mktemp -d)
: >"$logs/failed"
cluster=
trap 'stop_cluster && rm -rf "$logs"' EXIT
# Some of what runs here takes an interrupt for itself; it ends this script as well.
trap 'exit 130' INT TERM HUP

# --- the steps: each returns its status, and those that count tests add to passed and failed ----

step_fmt() { cargo fmt --check; }

# The three builds one by one: all features together would hide the client's branch.
step_clippy() {
  cargo clippy --locked --features server --all-targets -- -D warnings &&
    cargo clippy --locked --features desktop -- -D warnings &&
    cargo clippy --locked --no-default-features --features web --target wasm32-unknown-unknown -- -D warnings
}

step_cargo() { cargo_tests; }

# What goes through the server's front door, once more on the other engine. Under /tmp, because the path of a
# Unix socket must be short.
step_postgresql() {
  local status url
  cluster=$(mktemp -d /tmp/anteroom-postgresql-XXXXXX)
  url=$(scripts/postgresql.sh start "$cluster") || return
  ANTEROOM_TEST_POSTGRESQL=$url cargo_tests --lib --test api
  status=$?
  stop_cluster
  return "$status"
}

# cargo_tests ARGUMENT...: the tests of the server, counted.
cargo_tests() {
  local status log=$logs/cargo
  # A snapshot that differs is a failure, not a new file.
  export INSTA_UPDATE=no
  if command -v cargo-nextest >/dev/null; then
    cargo nextest run --locked --features server --no-fail-fast "$@" 2>&1 | tee "$log"
    status=$?
    # What failing tests print is in the log too, so only the summary counts.
    add "$(grep '^ *Summary \[' "$log" | count - '[0-9]+ passed')" "$(grep '^ *Summary \[' "$log" | count - '[0-9]+ (failed|timed out)')"
    blame < <(sed -nE 's/^ *(FAIL|TIMEOUT|SIG[A-Z]+) \[ *[0-9.]+s\] (\([ 0-9/]+\) )?//p' "$log" | sort -u)
  else
    cargo test --locked --features server --no-fail-fast "$@" 2>&1 | tee "$log"
    status=$?
    # One line for each test binary.
    add "$(grep '^test result:' "$log" | count - '[0-9]+ passed')" "$(grep '^test result:' "$log" | count - '[0-9]+ failed')"
    blame < <(sed -nE 's/^test (.*) \.\.\. FAILED$/\1/p' "$log")
  fi
  # What a test prints is in the log only where it failed.
  [[ $status -eq 0 ]] || blame < <(grep -A2 ' panicked at ' "$log" | sed 's/^ */  /' | head -60)
  return "$status"
}

stop_cluster() {
  [[ -n $cluster ]] || return 0
  scripts/postgresql.sh stop "$cluster" immediate
  rm -rf "$cluster"
  cluster=
}

step_build() { scripts/build.sh web; }

step_browser() {
  local status report=tests/browser/results/report.json
  scripts/build.sh web || return
  rm -f "$report"
  CHROMIUM=$(find_chromium) || return
  export CHROMIUM
  (cd tests/browser && npm run --silent check && npx --no-install playwright test)
  status=$?
  [[ -f $report ]] || return 1
  add "$(stat_of "$report" expected) + $(stat_of "$report" flaky)" "$(stat_of "$report" unexpected)"
  blame < <(node scripts/failed-specs.mjs "$report")
  return "$status"
}

step_desktop() {
  local status log=$logs/desktop
  scripts/build.sh web && scripts/build.sh desktop || return
  /usr/bin/python3 tests/desktop/window_test.py 2>&1 | tee "$log"
  status=$?
  # The package is made of the program that was just tried.
  scripts/desktop.sh && /usr/bin/python3 tests/desktop/deb_test.py 2>&1 | tee -a "$log" || status=1
  add "$(count "$log" '[0-9]+ passed')" "$(count "$log" '[0-9]+ failed')"
  blame < <(sed -n 's/^FAILED  //p' "$log")
  return "$status"
}

# --- counting ----------------------------------------------------------------------------------

add() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# blame: keeps which tests failed and why, a line each of the input, for the end of the log.
blame() { sed 's/^/  /' >>"$logs/failed"; }

# count FILE PATTERN: the sum of the numbers at the start of each match.
count() { grep -oE "$2" "$1" | awk '{ sum += $1 } END { print sum + 0 }'; }

# stat_of REPORT NAME: a number of Playwright's report.
stat_of() { node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1])).stats[process.argv[2]])' "$1" "$2"; }

# -----------------------------------------------------------------------------------------------

for step in "${steps[@]}"; do
  [[ " ${all[*]} " = *" $step "* ]] || die "no such step: $step (there are: ${all[*]})"
done

# Clippy compiles the desktop build; few steps start a database server, only two open a browser or a window.
case " ${steps[*]} " in
  *" browser "* | *" desktop "*) parts=(test) ;;
  *" cargo "* | *" postgresql "*) parts=(desktop postgresql) ;;
  *) parts=(desktop) ;;
esac
scripts/setup.sh "${parts[@]}" </dev/null || { failed=1 && steps=(); }

broken=
for step in "${steps[@]}"; do
  if [[ $broken = *" build"* ]]; then
    say "$step: skipped, there is no build"
    continue
  fi
  say "$step"
  before=$failed
  started=$SECONDS
  if "step_$step" </dev/null; then
    say "$step: ok, $((SECONDS - started)) s"
  else
    say "$step: FAILED, $((SECONDS - started)) s"
    # A step that fails without naming a test is one failure.
    [[ $failed -gt $before ]] || failed=$((failed + 1))
    broken="$broken $step"
  fi
done

if [[ -n $broken ]]; then
  say "failed:$broken"
  cut -c -600 "$logs/failed"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
