// The few scripts: each only shortens a way that exists without it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { openBrowser, serveGallery } from "./gallery.mjs";

const ROW = '<li><span class="what"><b>Listado de afiliados</b></span><span class="tag ok">Cargado</span></li>';
const puts = [];
let gallery;
let browser;

/** Cuts the first upload and takes the second. */
async function takeUploads(request, response) {
  if (request.method !== "PUT") return false;
  let bytes = 0;
  for await (const part of request) bytes += part.length;
  puts.push({ url: request.url, token: request.headers["x-csrf-token"], bytes });
  if (puts.length === 1) request.socket.destroy();
  else response.writeHead(200, { "content-type": "text/html" }).end(ROW);
  return true;
}

before(async () => {
  gallery = await serveGallery(takeUploads);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  gallery?.close();
});

async function on(name, act, options = {}) {
  const page = await browser.newPage(options);
  try {
    await page.goto(`${gallery.address}/${name}.html`);
    await act(page);
  } finally {
    await page.close();
  }
}

test("a chosen file goes at once, is sent again after a cut, and its row changes", () =>
  on("formulario", async (page) => {
    const file = { name: "listado.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") };
    await page.locator("#listado").setInputFiles(file);
    await page.locator("li", { hasText: "Listado de afiliados" }).locator(".tag.ok").waitFor();
    assert.deepEqual(puts.map((put) => put.bytes), [8, 8]);
    assert.match(puts[1].url, /^\/borradores\/01JD0RAFT\/archivos\/listado\?nombre=listado\.pdf$/);
    assert.equal(puts[1].token, "c5f0a1");
  }));

test("a copy is compared on the device, and one changed byte is told", () =>
  on("verificado", async (page) => {
    const original = Buffer.from("%PDF-1.7 resolución");
    const digest = createHash("sha256").update(original).digest("hex");
    await page.locator("#copia").evaluate((input, value) => { input.dataset.sha256 = value; }, digest);
    const choose = (buffer) => page.locator("#copia").setInputFiles({ name: "r.pdf", mimeType: "application/pdf", buffer });
    const answer = page.locator("#resultado-comparacion");
    await choose(original);
    await answer.getByText("Es el mismo documento", { exact: true }).waitFor();
    await choose(Buffer.from("%PDF-1.7 resolucion"));
    await answer.getByText("No es el mismo documento").waitFor();
  }));

test("letters move and choose in the inbox, and are only letters inside a field", () =>
  on("bandeja", async (page) => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    assert.deepEqual(await page.locator("input[name=task]:checked").evaluateAll((boxes) => boxes.map((box) => box.value)), ["01JD17158"]);
    assert.ok(await page.locator(".bulk").isVisible());
    await page.keyboard.press("/");
    await page.keyboard.type("jjx");
    assert.equal(await page.locator("#b").inputValue(), "jjx");
    assert.equal(await page.locator("input[name=task]:checked").count(), 1);
  }));

test("five minutes before the session ends the page says so", async () => {
  const page = await browser.newPage();
  await page.clock.install({ time: new Date("2026-11-19T10:30:00-05:00") });
  await page.goto(`${gallery.address}/seguimiento.html`);
  assert.equal(await page.getByText("Su sesión termina en 5 minutos").count(), 0);
  await page.clock.fastForward("09:30");
  await page.getByText("Su sesión termina en 5 minutos").waitFor();
  await page.close();
});

test("a conditional question opens with its answer and needs no script", () =>
  on("formulario", async (page) => {
    assert.ok(await page.locator("#juntas").isVisible());
    await page.getByText("Junta de acción comunal").click();
    assert.ok(!(await page.locator("#juntas").isVisible()));
  }, { javaScriptEnabled: false }));
