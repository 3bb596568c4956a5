#!/usr/bin/env bash
# Builds FEEL for the browser as small as it gets, tells its size, and runs the same cases here and there.
# The result lies in target/wasm: radica_feel.wasm with radica_feel.js for Node, and web/ for pages.
set -euo pipefail
cd "$(dirname "$0")/.."
bindgen=0.2.130 # as in engine/feel/wasm/Cargo.toml
binaryen=132.0.0
limit=204800 # 200 KiB, compressed

# The standard library is compiled for size too, which only nightly does.
rustup toolchain list | grep -q ^nightly || rustup toolchain install nightly --profile minimal
rustup component add rust-src --toolchain nightly 2>/dev/null
tools="$PWD/target/wasm-tools"
if ! "$tools/bin/wasm-bindgen" --version 2>/dev/null | grep -q " $bindgen$"; then
  cargo install wasm-bindgen-cli --version "$bindgen" --root "$tools"
fi
[ -x "$tools/node_modules/.bin/wasm-opt" ] || npm install --silent --prefix "$tools" "binaryen@$binaryen"

# What every browser of the last years runs.
features=(--enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext
  --enable-mutable-globals --enable-reference-types --enable-multivalue --enable-call-indirect-overlong)

crate=engine/feel/wasm
RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none" \
  cargo +nightly build --manifest-path $crate/Cargo.toml --locked --release --target wasm32-unknown-unknown \
  -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size
for kind in nodejs web; do
  out=target/wasm
  if [ $kind = web ]; then out=target/wasm/web; fi
  "$tools/bin/wasm-bindgen" --target $kind --out-dir $out --out-name radica_feel --no-typescript \
    $crate/target/wasm32-unknown-unknown/release/radica_feel_wasm.wasm
  "$tools/node_modules/.bin/wasm-opt" -Oz "${features[@]}" --strip-debug --strip-producers \
    $out/radica_feel_bg.wasm -o $out/radica_feel_bg.wasm
done
mv target/wasm/radica_feel_bg.wasm target/wasm/radica_feel.wasm
sed -i 's/radica_feel_bg\.wasm/radica_feel.wasm/g' target/wasm/radica_feel.js

size=$(gzip -9c target/wasm/radica_feel.wasm | wc -c)
echo "radica_feel.wasm: $(wc -c <target/wasm/radica_feel.wasm) bytes, $size compressed, of $limit at most"
[ "$size" -le "$limit" ]
cargo test --locked -p radica-feel --lib --no-default-features --features small-patterns
cargo test --manifest-path $crate/Cargo.toml --locked --features full --test cases
node $crate/cases.mjs target/wasm
