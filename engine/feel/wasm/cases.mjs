// Runs the cases in WebAssembly and compares with what is written down, byte for byte: node cases.mjs FOLDER, with
// what wasm-bindgen wrote, or node cases.mjs FILE.wasm, as the compiler left it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { load } from "./border.mjs";

const built = resolve(process.argv[2]);
const evaluate = built.endsWith(".wasm")
  ? await load(built)
  : createRequire(import.meta.url)(resolve(built, "radica_feel.js")).evaluate;
const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));
let failed = 0;
for (const { source, data, expected } of cases) {
  const got = evaluate(source, JSON.stringify(data ?? {}), "2026-03-27T08:00:00@America/Bogota");
  if (got !== expected) {
    failed += 1;
    console.error(`${source}\n  expected ${expected}\n  got      ${got}`);
  }
}
console.log(`${cases.length - failed} of ${cases.length} cases give the same in WebAssembly`);
process.exit(failed > 0 ? 1 : 0);
