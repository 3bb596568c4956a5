// The module as the compiler leaves it, called without the scripts that wasm-bindgen writes for pages: texts go in as
// places in its memory, and come out at a place that is kept for the answer (wasm-bindgen 0.2.130).
import { readFileSync } from "node:fs";

const ANSWER = 16;

export async function load(file) {
  const module = await WebAssembly.compile(readFileSync(file));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`${name} was called`);
    };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  // Its name ends in a hash, which wasm-bindgen takes off.
  const evaluate = exports[Object.keys(exports).find((name) => name.startsWith("evaluate_"))];
  const bytes = (at, length) => new Uint8Array(exports.memory.buffer, at, length);
  const given = (text) => {
    const encoded = new TextEncoder().encode(text);
    const at = exports.__wbindgen_malloc(encoded.length, 1);
    bytes(at, encoded.length).set(encoded);
    return [at, encoded.length];
  };
  return (...texts) => {
    const answer = exports.__wbindgen_malloc(ANSWER, 4);
    evaluate(answer, ...texts.flatMap(given));
    const [at, length] = new Uint32Array(exports.memory.buffer, answer, 2);
    const text = new TextDecoder().decode(bytes(at, length));
    exports.__wbindgen_free(at, length, 1);
    exports.__wbindgen_free(answer, ANSWER, 4);
    return text;
  };
}
