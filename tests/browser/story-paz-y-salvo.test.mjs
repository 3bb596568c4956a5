// SVT-135 from the form to the closed expediente, as each person sees it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { acceptNotices, askPazYSalvo, begin, file, load, onward, tellWhoAsks } from "./applicant.mjs";
import { answer, complete, open, sign, take } from "./office.mjs";
import { dataFolder, runRadica, startRadica } from "./server.mjs";
import { openStage, pdf } from "./stage.mjs";

const IDENTIFICATION = "1124850482";
// A word that no other document of the demonstration holds.
const WORD = "chontaduro";

let stage;
let luz;
let radicado;
let issued;
let expediente;

before(async () => {
  stage = await openStage("paz-y-salvo");
  luz = await stage.person("luz-dary-chindoy", "ciudadania");
});
after(() => stage?.close());

/** Follows the case with its number and the filer's document, as anyone without an account. */
async function follow(page) {
  await stage.go(page, "/consultar");
  await page.locator("[name=radicado]").fill(radicado);
  await page.locator("[name=documento]").fill(IDENTIFICATION);
  await page.getByRole("button", { name: "Ver el caso" }).click();
  await page.locator("main .rad").filter({ hasText: radicado }).waitFor();
}

async function download(page, address) {
  const bytes = await stage.file(page, address);
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-", address);
  return bytes;
}

test("the citizen files with an annex and receives the acuse", async () => {
  await stage.go(luz, "/", "inicio");
  await stage.go(luz, "/tramites/SVT-135", "tramite");
  await begin(luz, stage.base, "SVT-135");
  await tellWhoAsks(luz);
  await stage.look(luz, "quien-solicita");
  await onward(luz);
  await askPazYSalvo(luz, { paid: true });
  await load(luz, "recibo", pdf("recibo.pdf", `Recibo de pago de ${WORD}`));
  await stage.look(luz, "certificado");
  await onward(luz);
  await acceptNotices(luz);
  await stage.look(luz, "notificaciones");
  await onward(luz);
  await stage.look(luz, "revisar");
  radicado = await file(luz);
  await luz.getByRole("row").filter({ hasText: "Recibo de pago" }).waitFor();
  await stage.look(luz, "acuse");
  const pdfOfAcuse = await luz.getByRole("link", { name: "Descargar en PDF" }).getAttribute("href");
  await download(luz, pdfOfAcuse);
});

test("anyone with the number and the document follows the case without an account", async () => {
  const page = await stage.visitor();
  await follow(page);
  await stage.look(page, "seguimiento-sin-cuenta");
  await page.getByRole("heading", { name: "El término, día por día" }).waitFor();
});

test("the reviewer takes the task and finds the request complete", async () => {
  const jairo = await stage.person("jairo-burbano");
  await take(jairo, stage, radicado, "bandeja");
  await open(jairo, stage, radicado, "caso-del-revisor");
  await answer(jairo, "resultado", "completa");
  await stage.look(jairo, "revision");
  await complete(jairo);
});

test("the signer sees the very document and signs it", async () => {
  const omar = await stage.person("omar-benavides");
  await take(omar, stage, radicado);
  await open(omar, stage, radicado, "caso-de-quien-firma");
  await answer(omar, "resultado", "conceder");
  await stage.look(omar, "decision");
  await complete(omar);
  await stage.look(omar, "firma");
  await sign(omar);
});

test("the citizen opens the decision, which notifies, and downloads it", async () => {
  const act = (page) => page.locator("section[aria-labelledby=doc] a").filter({ hasText: "Certificado de paz y salvo" });
  const link = await stage.until(luz, `/casos/${radicado}`, act);
  await stage.look(luz, "seguimiento-decidido");
  await stage.go(luz, await link.getAttribute("href"), "decision-sin-abrir");
  await luz.getByRole("button", { name: "Abrir y quedar notificado" }).click();
  await luz.getByRole("heading", { name: "Si no está de acuerdo" }).waitFor();
  await stage.look(luz, "decision-notificada");
  issued = await download(luz, await luz.getByRole("link", { name: "Descargar en PDF" }).getAttribute("href"));
});

test("anyone verifies the decision by its code and compares a copy", async () => {
  const page = await stage.visitor();
  const code = codeIn(issued);
  await stage.go(page, "/verificar", "verificar");
  await page.locator("[name=codigo]").fill(code);
  await page.getByRole("button", { name: "Verificar" }).click();
  await page.getByRole("heading", { name: "Documento auténtico" }).waitFor();
  await page.getByText(createHash("sha256").update(issued).digest("hex")).waitFor();
  await stage.look(page, "verificado");
  const choose = (buffer) => page.locator("#copia").setInputFiles({ name: "copia.pdf", mimeType: "application/pdf", buffer });
  await choose(issued);
  await page.getByText("Es el mismo documento", { exact: true }).waitFor();
  await choose(Buffer.concat([issued, Buffer.from(" ")]));
  await page.getByText("No es el mismo documento", { exact: true }).waitFor();
  await stage.look(page, "copia-distinta");
});

/** The verification code that the links of a PDF carry. */
function codeIn(bytes) {
  const latin = bytes.toString("latin1");
  const streams = [...latin.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)].map((match) => inflated(Buffer.from(match[1], "latin1")));
  const found = [latin, ...streams].map((text) => text.match(/\/v\/([0-9A-Z-]{12,14})/)).find(Boolean);
  assert.ok(found, "the document says where it is verified");
  return found[1];
}

/** A stream of a PDF, or nothing when it is not compressed in the common way. */
function inflated(bytes) {
  try {
    return inflateSync(bytes).toString("latin1");
  } catch {
    return "";
  }
}

test("the citizen rates the service", async () => {
  await stage.go(luz, `/casos/${radicado}`);
  await luz.locator("input[name=calificacion][value='5']").check();
  await luz.locator("[name=comentario]").fill("Todo se entendió.");
  await luz.getByRole("button", { name: "Enviar respuesta" }).click();
  await luz.getByRole("heading", { name: "Gracias por su respuesta" }).waitFor();
  await stage.look(luz, "calificado");
});

test("the archivist finds the annex by its text and closes the expediente with its signed index", async () => {
  const nancy = await stage.person("nancy-legarda");
  const hit = await stage.until(nancy, `/expedientes?q=${WORD}`, (page) => page.locator("main ul.list a"));
  await stage.look(nancy, "busqueda");
  await hit.click();
  await nancy.getByRole("heading", { name: "Índice electrónico" }).waitFor();
  expediente = decodeURIComponent(new URL(nancy.url()).pathname.split("/")[2]);
  await stage.look(nancy, "expediente");
  await nancy.getByRole("link", { name: "Cerrar y firmar el índice" }).click();
  await nancy.locator("[name=codigo]").fill(expediente);
  await stage.look(nancy, "va-a-cerrar");
  await nancy.getByRole("button", { name: "Cerrar y firmar el índice" }).click();
  await stage.until(nancy, `/expedientes/${expediente}`, (page) => page.locator(".tag").filter({ hasText: /[Cc]errado/ }));
  await nancy.getByRole("heading", { name: "Retención y disposición" }).waitFor();
  await stage.look(nancy, "expediente-cerrado");
  await nancy.getByText(/años en (archivo de )?gestión/).first().waitFor();
  assert.match(String(await stage.file(nancy, `/expedientes/${expediente}/indice.xml`)), /^<\?xml[^]*<TipoDocumentoFoliado>[^]*Recibo de pago/);
  await download(nancy, `/expedientes/${expediente}/indice.pdf`);
});

test("another citizen neither finds the annex nor sees the case", async () => {
  const segundo = await stage.person("segundo-jamioy", "ciudadania");
  const search = await segundo.goto(`${stage.base}/expedientes?q=${WORD}`);
  assert.doesNotMatch(await segundo.locator("main").innerText(), new RegExp(radicado));
  if (search.status() === 200) assert.equal(await segundo.locator("main ul.list a").count(), 0);
  const answer = await segundo.goto(`${stage.base}/casos/${radicado}`);
  assert.ok([403, 404].includes(answer.status()), `answered ${answer.status()}`);
});

test("a backup taken while it runs restores to an installation that knows the case and the decision", async () => {
  const [copies, data] = [await dataFolder(), await dataFolder()];
  let restored;
  try {
    assert.match(await runRadica("backup", copies, "--data-dir", stage.data), /copia \w+ completa/);
    assert.match(await runRadica("backup", copies, "--data-dir", stage.data), /\n0 archivos copiados/, "the second takes only what is new");
    await runRadica("restore", copies, "--data-dir", data);
    await cp(path.join(stage.data, "keys"), path.join(data, "keys"), { recursive: true });
    assert.match(await runRadica("verify", "--data-dir", data), /El diario es correcto/);
    restored = await startRadica({ data });
    const page = await stage.visitor();
    await page.goto(`${restored.base}/verificar?codigo=${codeIn(issued)}`);
    await page.getByRole("heading", { name: "Documento auténtico" }).waitFor();
    await page.goto(`${restored.base}/consultar`);
    await page.locator("[name=radicado]").fill(radicado);
    await page.locator("[name=documento]").fill(IDENTIFICATION);
    await page.getByRole("button", { name: "Ver el caso" }).click();
    await page.locator("main .rad").filter({ hasText: radicado }).waitFor();
    assert.match(await runRadica("doctor", "--data-dir", data), /la base de datos responde/);
  } finally {
    await restored?.stop();
    await Promise.all([copies, data].map((folder) => rm(folder, { recursive: true, force: true })));
  }
});
