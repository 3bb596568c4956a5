// Every page of the gallery (written by `cargo test -p radica gallery`) in Chromium: axe finds
// nothing, nothing scrolls sideways at 320 px, dark mode keeps its contrast, and the weight holds.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { folder, openBrowser, serveGallery } from "./gallery.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = (await readdir(folder)).filter((name) => name.endsWith(".html")).sort();
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Bytes on the wire of a page with all it asks for.
const WEIGHT = 30 * 1024;

let gallery;
let browser;

before(async () => {
  gallery = await serveGallery();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  gallery?.close();
});

/** Rules that axe found broken, with where. Frames are left out: the gallery has no documents to show. */
async function violations(page, runOnly) {
  const found = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, iframes: false }), runOnly);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** What reaches beyond the right edge, outside the regions that scroll by themselves. */
function tooWide() {
  const beyond = (one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll,.vh,.contour,pre");
  const excess = document.documentElement.scrollWidth - innerWidth;
  return excess <= 0 ? [] : [...document.querySelectorAll("body *")].filter(beyond).map((one) => one.outerHTML.slice(0, 120));
}

async function weight(name) {
  const html = await readFile(path.join(folder, name), "utf8");
  const asked = [...html.matchAll(/(?:href|src)="([\w-]+\.(?:css|js))"/g)].map((match) => match[1]);
  const parts = await Promise.all(asked.map((asset) => readFile(path.join(folder, asset))));
  return [Buffer.from(html), ...parts].reduce((sum, part) => sum + gzipSync(part).length, 0);
}

test("the gallery was written", () => assert.ok(pages.length > 50, `${pages.length} pages in ${folder}`));

for (const name of pages) {
  test(`${name} has no barrier that axe can find, fits 320 px and weighs no more than 30 KB`, async () => {
    const page = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 1280, height: 900 } });
    try {
      await page.goto(`${gallery.address}/${name}`);
      await page.evaluate(axe);
      assert.deepEqual(await violations(page, { type: "tag", values: TAGS }), [], "in light");
      await page.emulateMedia({ colorScheme: "dark" });
      assert.deepEqual(await violations(page, { type: "rule", values: ["color-contrast"] }), [], "in dark");
      await page.setViewportSize({ width: 320, height: 640 });
      assert.deepEqual(await page.evaluate(tooWide), [], "at 320 px");
    } finally {
      await page.close();
    }
    const bytes = await weight(name);
    assert.ok(bytes <= WEIGHT, `${bytes} bytes`);
  });
}
