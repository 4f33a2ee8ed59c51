# shellcheck shell=bash disable=SC2034
# Sourced by every script: where things live, and which versions of the tools are used.
# Nothing here installs or builds.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/anteroom
TOOLS=$CACHE/tools
export HOME
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
# dx writes relative to where it runs, cargo relative to the crate: make them agree.
[[ $CARGO_TARGET_DIR = /* ]] || CARGO_TARGET_DIR=$ROOT/$CARGO_TARGET_DIR

PATH=$TOOLS/bin:$TOOLS/npm/node_modules/.bin:$TOOLS/node/node_modules/.bin:$PATH
command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
export PATH

# dx: use the tools on PATH instead of fetching its own, and report nothing to anyone.
export NO_DOWNLOADS=1
export DX_TELEMETRY_ENABLED=false
# Playwright: never fetch browsers as a side effect of `npm ci`.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export PLAYWRIGHT_BROWSERS_PATH=$TOOLS/browsers

# Where `make build` and `make desktop` leave their results.
WEB_OUT=$CARGO_TARGET_DIR/dx/anteroom/release/web
DESKTOP_OUT=$CARGO_TARGET_DIR/dx/anteroom/release/linux

# locked NAME: the version of a crate in Cargo.lock.
locked() {
  awk -v name="\"$1\"" '$1 == "name" { hit = $3 == name } hit && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' \
    "$ROOT/Cargo.lock"
}

DX_VERSION=$(locked dioxus)
WASM_BINDGEN_VERSION=$(locked wasm-bindgen)
# What dx of that version was written against, and a wasm-opt that knows today's wasm features.
ESBUILD_VERSION=0.27.3
BINARYEN_VERSION=132.0.0
NODE_VERSION=22

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# find_chromium: the path of a browser that starts; nothing when there is none.
# (On Ubuntu the package's script may only say that a snap is needed, hence the try.)
find_chromium() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    path=$(command -v "${name:-none}") || continue
    "$path" --version >/dev/null 2>&1 && printf '%s\n' "$path" && return
  done
  for path in "$PLAYWRIGHT_BROWSERS_PATH"/chromium-*/chrome-linux*/chrome; do
    [[ -x $path ]] && printf '%s\n' "$path" && return
  done
  return 0
}
