#!/usr/bin/env bash
# Builds a release with dx, unless the last one was built from the very same sources.
# Usage: build.sh web       the web client and its server, into $WEB_OUT
#        build.sh desktop   the desktop app, into $DESKTOP_OUT
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

what=${1:-web}
case $what in
  web) out=$WEB_OUT binary=$WEB_OUT/server ;;
  desktop) out=$DESKTOP_OUT binary=$DESKTOP_OUT/app/anteroom ;;
  *)
    printf 'usage: build.sh web|desktop\n' >&2
    exit 2
    ;;
esac

# The content of everything a build reads, not its age: a fresh clone is as good as this one.
fingerprint() {
  {
    printf '%s\n' "$DX_VERSION" "$WASM_BINDGEN_VERSION" "$ESBUILD_VERSION" "$BINARYEN_VERSION" "${RUSTFLAGS:-}"
    rustc --version
    find src assets migrations Cargo.toml Cargo.lock Dioxus.toml index.html .browserslistrc scripts/build.sh -type f -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum
}

stamp=$CARGO_TARGET_DIR/anteroom-$what.stamp
mkdir -p "$CARGO_TARGET_DIR"
# Checkouts that share the target folder share the result too: one builds at a time.
exec 9>"$CARGO_TARGET_DIR/anteroom-build.lock"
flock 9
wanted=$(fingerprint)
if [[ -x $binary && $(cat "$stamp" 2>/dev/null) = "$wanted" ]]; then
  exit 0
fi

say "building the release for $what"
rm -f "$stamp"
# A program that still runs keeps its own copy; written over in place it would be "text file busy".
# dx builds the server beside the desktop app too, from what cargo has already compiled.
rm -f "$binary" "$WEB_OUT/server"
# Assets carry a hash in their names, so old ones would pile up.
rm -rf "$out/public/assets" "$out/app/assets"
case $what in
  web) dx build --web --fullstack --release --debug-symbols false --cargo-args=--locked 9>&- </dev/null >&2 ;;
  desktop) dx build --desktop --release --cargo-args=--locked 9>&- </dev/null >&2 ;;
esac
[[ -x $binary ]] || die "dx left no $binary"
printf '%s\n' "$wanted" >"$stamp"
