#!/usr/bin/env bash
# Installs what is missing to build, test, bundle or measure Anteroom. Usage: setup.sh [build|test|desktop|postgresql|bench]...
# Idempotent, and done in well under a second when everything is there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# --- system packages ---------------------------------------------------------------------------

missing=()

# need PACKAGE COMMAND...: the package is missing unless the command succeeds.
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

needs_build() {
  need build-essential command -v cc
  need pkg-config command -v pkg-config
  need nodejs command -v node
  need npm command -v npm
  need libpq-dev find_libpq
}

needs_desktop() {
  needs_build
  need libwebkit2gtk-4.1-dev pkg-config --exists webkit2gtk-4.1
  need libxdo-dev test -e /usr/include/xdo.h
}

needs_postgresql() {
  needs_build
  need postgresql find_postgresql
  need openssl command -v openssl
}

needs_test() {
  needs_desktop
  needs_postgresql
  need xvfb command -v Xvfb
  need xdotool command -v xdotool
  need imagemagick command -v import
  need dbus command -v dbus-daemon
  need gnome-keyring command -v gnome-keyring-daemon
  need at-spi2-core find_bus_launcher
  need dunst command -v dunst
  need libsecret-tools command -v secret-tool
  need libfaketime compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1'
  need poppler-utils command -v pdftotext
  need x11-utils command -v xmessage
  need python3-pyatspi /usr/bin/python3 -c 'import importlib.util as u; assert u.find_spec("pyatspi")'
  # Elsewhere the browser comes from Playwright, see browser().
  [[ $(os_id) = debian && -z $(find_chromium) ]] && missing+=(chromium)
  return 0
}

needs_bench() {
  needs_postgresql
  need wrk command -v wrk
  need brotli command -v brotli
  need python3 command -v python3
}

os_id() { (. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}") || true; }

find_libpq() { test -e /usr/include/postgresql/libpq-fe.h || pkg-config --exists libpq; }

find_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }

find_bus_launcher() {
  compgen -G '/usr/libexec/at-spi-bus-launcher' || compgen -G '/usr/lib/*/at-spi2-core/at-spi-bus-launcher'
}

install_packages() {
  local packages
  [[ ${#missing[@]} -gt 0 ]] || return 0
  mapfile -t packages < <(printf '%s\n' "${missing[@]}" | sort -u)
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    die "please install these packages first: sudo apt-get install ${packages[*]}"
  fi
  say "installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
  [[ " ${packages[*]} " != *" postgresql "* ]] || no_main_cluster
  apt-get update -qq </dev/null >&2
  apt-get install -y -qq --no-install-recommends "${packages[@]}" </dev/null >&2
}

# Debian's package makes a database server of its own and starts it, which is not what anybody asked for here.
no_main_cluster() {
  local file=/etc/postgresql-common/createcluster.conf
  [[ ! -e $file ]] || return 0
  mkdir -p "${file%/*}"
  printf '%s\n' '# Written before PostgreSQL was installed for tests, which make clusters of their own.' \
    'create_main_cluster = false' >"$file"
}

# --- the Rust side -----------------------------------------------------------------------------

rust() {
  local wanted have
  command -v cargo >/dev/null || die "Rust is missing: install it with rustup, see https://rustup.rs"
  wanted=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")
  have=$(cd "$ROOT" && rustc --version 2>/dev/null | awk '{ print $2 }') || true
  if command -v rustup >/dev/null; then
    # Auto-install from rust-toolchain.toml may be off, so each piece is asked for by name.
    newest "${have:-0}" "$wanted" || rustup toolchain install stable --profile minimal >&2
    local sysroot
    sysroot=$(cd "$ROOT" && rustc --print sysroot)
    [[ -d $sysroot/lib/rustlib/wasm32-unknown-unknown ]] || (cd "$ROOT" && rustup target add wasm32-unknown-unknown >&2)
    [[ -x $sysroot/bin/cargo-clippy && -x $sysroot/bin/cargo-fmt ]] || (cd "$ROOT" && rustup component add rustfmt clippy >&2)
  elif ! newest "${have:-0}" "$wanted"; then
    die "Rust $wanted or newer is needed, found ${have:-none}: install it with rustup, see https://rustup.rs"
  fi
}

# newest A B: A is not older than B.
newest() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1) = "$1" ]]; }

# cargo_tool CRATE VERSION BINARY: a ready-made binary where one can be had, else built from source.
cargo_tool() {
  local crate=$1 version=$2 binary=$3 build=$CACHE/tools-build
  [[ -f $TOOLS/bin/$binary && $(cat "$TOOLS/$crate.version" 2>/dev/null) = "$version" ]] && return
  if [[ $("$TOOLS/bin/$binary" --version 2>/dev/null) != *" $version"* ]]; then
    say "installing $crate $version (built from source it takes some minutes, once)"
    mkdir -p "$TOOLS"
    if ! { command -v cargo-binstall >/dev/null &&
      cargo binstall --no-confirm --root "$TOOLS" "$crate@$version" </dev/null >&2; }; then
      build_tool "$crate" "$version" "$build" --locked || build_tool "$crate" "$version" "$build" ||
        die "could not install $crate $version"
      rm -rf "$build"
    fi
  fi
  printf '%s\n' "$version" >"$TOOLS/$crate.version"
}

# These tools are used, not shipped: a build that is quick matters more than one that is fast.
build_tool() {
  local crate=$1 version=$2 build=$3
  shift 3
  (cd / && CARGO_TARGET_DIR=$build CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_DEBUG=0 \
    cargo install "$crate" --version "$version" --root "$TOOLS" --force "$@" </dev/null >&2)
}

# --- the Node side -----------------------------------------------------------------------------

# The browser tests want Node 20; Debian 12 and Ubuntu 24.04 package an older one, and npm carries newer ones.
node_runtime() {
  local have
  have=$(node --version)
  have=${have#v}
  [[ ${have%%.*} -lt 20 ]] || return 0
  say "installing Node $NODE_VERSION beside the system's $have"
  mkdir -p "$TOOLS/node"
  npm install --prefix "$TOOLS/node" --no-audit --no-fund --loglevel error "node@$NODE_VERSION" </dev/null >&2
}

npm_tools() {
  local wanted="esbuild@$ESBUILD_VERSION binaryen@$BINARYEN_VERSION"
  [[ $(cat "$TOOLS/npm/versions" 2>/dev/null) = "$wanted" ]] && return
  say "installing $wanted"
  mkdir -p "$TOOLS/npm"
  # shellcheck disable=SC2086 # two words on purpose
  npm install --prefix "$TOOLS/npm" --no-audit --no-fund --loglevel error $wanted </dev/null >&2
  printf '%s\n' "$wanted" >"$TOOLS/npm/versions"
}

browser_tests() {
  local folder=$ROOT/tests/browser
  if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock"; then
    say "installing the browser tests' packages"
    npm ci --prefix "$folder" --no-audit --no-fund --loglevel error </dev/null >&2
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
  fi
  if [[ -z $(find_chromium) ]]; then
    say "installing Chromium"
    local with_deps=()
    [[ $(id -u) -eq 0 ]] && with_deps=(--with-deps)
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD='' npx --no-install playwright install "${with_deps[@]}" chromium </dev/null >&2) ||
      die "please install Chromium, or set CHROMIUM to its path"
  fi
}

# -----------------------------------------------------------------------------------------------

parts=("$@")
[[ ${#parts[@]} -gt 0 ]] || parts=(build)
for part in "${parts[@]}"; do
  case $part in
    build | test | desktop | postgresql | bench) "needs_$part" ;;
    *)
      printf 'usage: setup.sh [build|test|desktop|postgresql|bench]...\n' >&2
      exit 2
      ;;
  esac
done
# Two checkouts may share the tools: one installs, the other waits and finds them there.
mkdir -p "$CACHE"
exec 8>"$CACHE/setup.lock"
flock 8
install_packages
rust
cargo_tool dioxus-cli "$DX_VERSION" dx
cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" wasm-bindgen
node_runtime
npm_tools
for part in "${parts[@]}"; do
  [[ $part != test ]] || browser_tests
done
