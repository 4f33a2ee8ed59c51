#!/usr/bin/env bash
# Builds a release with dx, unless the last one was built from the very same sources.
# Usage: build.sh web       the web client and its server, into $WEB_OUT
#        build.sh desktop   the desktop app, into $DESKTOP_OUT
#        build.sh deb       the desktop app as a Debian package, into dist/ (always anew); docs/desktop.md
#                           tells what rpm, appimage, msi, nsis and dmg need
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

what=${1:-web}
case $what in
  web) result=$WEB_OUT/server command=(dx build --web --fullstack --debug-symbols=false) ;;
  desktop) result=$DESKTOP_OUT/app/anteroom command=(dx build --desktop) ;;
  deb | rpm | appimage | msi | nsis | dmg)
    result='' command=(dx bundle --desktop --package-types "$what" --out-dir dist)
    ;;
  *)
    printf 'usage: build.sh web|desktop|deb|rpm|appimage|msi|nsis|dmg\n' >&2
    exit 2
    ;;
esac

# The content of everything a build reads, not its age: a fresh clone is as good as this one.
fingerprint() {
  {
    printf '%s\n' "$DX_VERSION" "$WASM_BINDGEN_VERSION" "$ESBUILD_VERSION" "$BINARYEN_VERSION" "${RUSTFLAGS:-}"
    rustc --version
    find src assets migrations packaging .cargo/config.toml Cargo.toml Cargo.lock Dioxus.toml index.html .browserslistrc scripts/build.sh \
      -type f -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum
}

stamp() { printf '%s/anteroom-%s.stamp' "$CARGO_TARGET_DIR" "$1"; }
built_from() { cat "$(stamp "$1")" 2>/dev/null || true; }

mkdir -p "$CARGO_TARGET_DIR"
# Checkouts that share the target folder share the result too: one builds at a time.
exec 9>"$CARGO_TARGET_DIR/anteroom-build.lock"
flock 9
wanted=$(fingerprint)
if [[ -n $result && -x $result && $(built_from "$what") = "$wanted" ]]; then
  exit 0
fi

say "building the release for $what"
rm -f "$(stamp "$what")"
# dx builds the server beside the desktop app too, from what cargo has already compiled for the web
# release; after a change the halves of what another target left would no longer match.
for other in web desktop; do
  [[ $(built_from "$other") = "$wanted" ]] || rm -f "$(stamp "$other")"
done
# A program that still runs keeps its own copy; written over in place it would be "text file busy".
rm -f "$WEB_OUT/server" "$DESKTOP_OUT/app/anteroom"
# Assets carry a hash in their names, so old ones would pile up.
case $what in
  web) rm -rf "$WEB_OUT/public/assets" ;;
  *) rm -rf "$DESKTOP_OUT/app/assets" ;;
esac
"${command[@]}" --release --cargo-args=--locked 9>&- </dev/null >&2
if [[ -n $result ]]; then
  [[ -x $result ]] || die "dx left no $result"
  printf '%s\n' "$wanted" >"$(stamp "$what")"
fi
