// What a story plays on: the real program, a browser, the people of the demonstration, and what is
// asked of every page that they see (axe finds nothing; a screenshot is kept).
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { openBrowser } from "./gallery.mjs";
import { startRadica } from "./server.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const pictures = process.env.SCREENSHOTS ?? path.resolve(import.meta.dirname, "../../target/screenshots");
// Where the pictures of docs/usuarios.md go, when they are asked for.
const documents = process.env.DOCS_IMAGES;
const DOCUMENTED = new Set([
  "paz-y-salvo-tramite", "paz-y-salvo-certificado", "paz-y-salvo-acuse", "personeria-termino-detenido", "personeria-completar",
  "paz-y-salvo-decision-notificada", "paz-y-salvo-verificado", "paz-y-salvo-bandeja", "paz-y-salvo-caso-del-revisor",
  "paz-y-salvo-firma", "paz-y-salvo-expediente-cerrado", "politica-votacion", "politica-comparacion",
]);
// What a worker does (render, sign, index) may take this long on a slow machine, in milliseconds.
const PATIENCE = 30_000;
// Between two looks at a page that waits for a worker, in milliseconds.
const PAUSE = 250;
// Height of the tallest page that is kept whole, in pixels.
const TALL = 8_000;

/** Opens the stage of one story; `name` begins the names of its screenshots, `processes` are added to the catalogue. */
export async function openStage(name, processes = {}) {
  const radica = await startRadica({ processes });
  const browser = await openBrowser();
  await mkdir(pictures, { recursive: true });
  let taken = 0;

  /** A page of a new visitor, who has not signed in. */
  async function visitor(options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.setDefaultNavigationTimeout(30_000);
    return page;
  }

  /** A page of somebody of the demonstration, signed in. */
  async function person(subject, issuer = "funcionarios", options = {}) {
    const page = await visitor(options);
    await page.goto(`${radica.base}/ingresar`);
    await page.locator(`main a[href^="/ingresar/${issuer}"]`).click();
    await page.locator(`button[name=person][value="${subject}"]`).click();
    await page.waitForURL(`${radica.base}/**`);
    return page;
  }

  /** Asks of the page in view what is asked of all, and keeps its picture. */
  async function look(page, view) {
    taken += 1;
    const file = `${name}-${String(taken).padStart(2, "0")}-${view}.png`;
    await page.screenshot({ path: path.join(pictures, file), fullPage: await fits(page) });
    if (documents && DOCUMENTED.has(`${name}-${view}`)) {
      // What fits on the screen, small enough for the repository.
      await page.screenshot({ path: path.resolve(documents, `${view}.jpg`), type: "jpeg", quality: 60 });
    }
    assert.deepEqual(await violations(page), [], `axe in ${view} (${page.url()})`);
  }

  /** The same for a page without scripts, where axe cannot run: a page with them shows what it received. */
  async function lookWithoutScripts(page, view) {
    const reader = await visitor();
    try {
      await reader.goto(radica.base);
      await reader.setContent(await page.content());
      await look(reader, view);
    } finally {
      await reader.context().close();
    }
  }

  async function go(page, address, view) {
    const answer = await page.goto(radica.base + address);
    assert.equal(answer.status(), 200, `${address}: ${await page.title()}`);
    if (view) await look(page, view);
  }

  /** Looks at an address again and again until it shows what a worker brings. */
  async function until(page, address, find) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      await page.goto(radica.base + address);
      const found = find(page);
      if (await found.count() > 0) return found.first();
      assert.ok(Date.now() < end, `${address} does not show it:\n${await page.locator("main").innerText()}\n${radica.log()}`);
      await page.waitForTimeout(PAUSE);
    }
  }

  /** A file of the person in view, asked for again and again until a worker has made it. */
  async function file(page, address) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await page.request.get(new URL(address, radica.base).href);
      if (answer.status() === 200) return answer.body();
      assert.ok([404, 503].includes(answer.status()) && Date.now() < end, `${address} answers ${answer.status()}\n${radica.log()}`);
      await page.waitForTimeout(PAUSE);
    }
  }

  async function close() {
    await browser.close();
    await radica.stop();
  }

  const { base, data, log, restart } = radica;
  return { base, data, log, restart, visitor, person, look, lookWithoutScripts, go, until, file, close };
}

/** Whether a picture of the whole page is of any use: a document of a hundred screens is shown by its first. */
async function fits(page) {
  return await page.evaluate(() => document.documentElement.scrollHeight) < TALL;
}

/** Rules that axe found broken, with where. Documents shown inside the page are not pages of ours. */
async function violations(page) {
  await page.evaluate(axe);
  const only = { type: "tag", values: TAGS };
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, iframes: false }), only);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** A PDF of one page with a line of text, as a file to choose. */
export function pdf(name, text) {
  const content = `BT /F1 14 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(body + table + end, "latin1") };
}
