#!/usr/bin/env bash
# FEEL gives the same in WebAssembly as here: builds it with the toolchain at hand and runs the same cases in both.
# How small it gets is for scripts/wasm.sh, which needs nightly. Ends with 2 when nothing could be run.
set -euo pipefail
cd "$(dirname "$0")/.."
target=wasm32-unknown-unknown
crate=engine/feel/wasm

has_target() { ls "$(rustc --print target-libdir --target $target 2>/dev/null)"/libstd-*.rlib >/dev/null 2>&1; }
has_target || rustup target add $target || true
if ! has_target; then
  {
    echo "!! NOT RUN: the standard library of $target is not installed, and could not be."
    echo "!! Whether FEEL gives the same in the browser as on the server is not known. Install it with:"
    echo "!!   rustup target add $target"
  } >&2
  exit 2
fi

# A little optimised: the stack of WebAssembly is small for expressions that nest.
cargo build --manifest-path $crate/Cargo.toml --locked --target $target --config profile.dev.opt-level=1
cargo test --manifest-path $crate/Cargo.toml --locked --features full --test cases
node $crate/cases.mjs $crate/target/$target/debug/radica_feel_wasm.wasm
