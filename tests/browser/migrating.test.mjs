// A new version of a process comes with a restart, and an operator passes to it what is under way: tried first, then
// confirmed; and one case by itself, without scripts.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { acceptNotices, askPazYSalvo, begin, file, onward, tellWhoAsks } from "./applicant.mjs";
import { openStage } from "./stage.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const SOURCE = path.resolve(import.meta.dirname, "../../workflows");
const PROCESS = "processes/expedir-certificado.yaml";

let stage;
let sofia;
let radicado;
let catalog;
let instance;

before(async () => {
  stage = await openStage("pasar");
  const luz = await stage.person("luz-dary-chindoy", "ciudadania");
  await begin(luz, stage.base, "SVT-135");
  await tellWhoAsks(luz);
  await onward(luz);
  await askPazYSalvo(luz, { paid: false });
  await onward(luz);
  await acceptNotices(luz);
  await onward(luz);
  radicado = await file(luz);
  await luz.context().close();
  catalog = await changedCatalog();
  await stage.restart(catalog);
  sofia = await stage.person("sofia-ortega");
});
after(async () => {
  await stage?.close();
  if (catalog) await rm(catalog, { recursive: true, force: true });
});

/** The catalogue with the first task of a process under another id. */
async function changedCatalog() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "radica-catalogo-"));
  const parts = ["tramites", "processes", "decisions", "forms", "lists", "trd", "notices", "policies", "committees", "templates",
    "entity.yaml", "themes.yaml", "calendar.yaml"];
  for (const part of parts) await cp(path.join(SOURCE, part), path.join(folder, part), { recursive: true });
  const old = await readFile(path.join(folder, PROCESS), "utf8");
  const changed = old.replace("user_task: revisar\n", "user_task: estudiar\n").replaceAll("next: revisar\n", "next: estudiar\n")
    .replaceAll(/to: revisar\b/g, "to: estudiar").replace("name: Revisar requisitos", "name: Estudiar requisitos");
  await writeFile(path.join(folder, PROCESS), changed);
  return folder;
}

/** Looks at the page in view as wide as a desk and as narrow as a phone, where nothing may hang over the edge. */
async function lookBoth(view) {
  await stage.look(sofia, view);
  await sofia.setViewportSize(PHONE);
  const over = await sofia.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${view} is ${over} px too wide on a phone`);
  await stage.look(sofia, `${view}-360`);
  await sofia.setViewportSize(DESK);
}

/** Asks for a rehearsal and waits until it ended. */
async function rehearse() {
  await sofia.getByRole("button", { name: "Ensayar" }).click();
  const address = new URL(sofia.url()).pathname;
  await stage.until(sofia, address, (page) => page.getByText("El ensayo terminó."));
}

test("before passing, both versions are drawn and what has to be placed is asked", async () => {
  await stage.go(sofia, "/operacion/procesos");
  const old = sofia.getByRole("row", { name: /expedir-certificado/ }).filter({ hasNotText: "Vigente" });
  await old.getByRole("link").click();
  await sofia.getByRole("link", { name: "Pasarlos a otra versión" }).click();
  await sofia.getByText("1 proceso sin terminar usa esta versión.").waitFor();
  assert.equal(await sofia.locator("svg.flow").count(), 2);
  await sofia.getByLabel("«Revisar requisitos» pasa a").waitFor();
  await lookBoth("preparar");
});

test("without a reason nothing is tried, and what was chosen is kept", async () => {
  await sofia.getByLabel("«Revisar requisitos» pasa a").selectOption("firmar");
  await sofia.getByRole("button", { name: "Ensayar" }).click();
  await sofia.getByText("Escriba el motivo").first().waitFor();
  assert.equal(await sofia.getByLabel("«Revisar requisitos» pasa a").inputValue(), "firmar");
  await lookBoth("sin-motivo");
});

test("what does not fit is told with its element, and nothing can begin", async () => {
  await sofia.getByLabel("«Revisar requisitos» pasa a").selectOption("");
  await sofia.getByLabel("Motivo").fill("El paso se llama de otra manera");
  await rehearse();
  await sofia.getByText("«Revisar requisitos»: la versión nueva no tiene «revisar»").waitFor();
  assert.equal(await sofia.getByRole("link", { name: "Pasar los que caben" }).count(), 0);
  await lookBoth("no-caben");
});

test("with the keyboard alone another place is chosen, tried, confirmed and done", async () => {
  await sofia.getByRole("link", { name: "Cambiar a qué pasa cada actividad" }).press("Enter");
  const choice = sofia.getByLabel("«Revisar requisitos» pasa a");
  await choice.focus();
  await sofia.keyboard.type("Estudiar");
  assert.equal(await choice.inputValue(), "estudiar");
  await sofia.getByLabel("Motivo").focus();
  await sofia.keyboard.type("El paso se llama de otra manera");
  await sofia.keyboard.press("Tab");
  await sofia.keyboard.press("Enter");
  await sofia.waitForURL("**/operacion/lotes/*");
  const rehearsal = new URL(sofia.url()).pathname;
  await stage.until(sofia, rehearsal, (page) => page.getByText("El ensayo terminó."));
  await lookBoth("caben");
  await sofia.getByRole("link", { name: "Pasar los que caben" }).press("Enter");
  await sofia.getByRole("heading", { name: "Va a pasar un proceso a otra versión" }).waitFor();
  await lookBoth("confirmar");
  await sofia.getByRole("button", { name: "Empezar" }).press("Enter");
  await sofia.waitForURL((address) => address.pathname !== `${rehearsal}/migrar`);
  await stage.until(sofia, new URL(sofia.url()).pathname, (page) => page.getByText("El lote terminó."));
  await sofia.getByText("Van 1 de 1").waitFor();
  await lookBoth("pasados");
  await stage.go(sofia, "/operacion/lotes", "lotes");
});

test("the case goes on in the new version, and its story says who passed it and why", async () => {
  await stage.go(sofia, `/operacion/instancias?q=${radicado}`);
  await sofia.getByRole("link", { name: radicado }).click();
  instance = new URL(sofia.url()).pathname;
  await sofia.getByRole("row", { name: /Estudiar requisitos/ }).waitFor();
  await sofia.getByRole("link", { name: "Historia", exact: true }).click();
  await sofia.getByRole("cell", { name: "Pasar a otra versión: El paso se llama de otra manera" }).waitFor();
  await sofia.getByRole("cell", { name: "Revisar requisitos" }).first().waitFor();
  await stage.look(sofia, "historia");
});

test("one case passes by itself, without scripts: tried, refused and done", async () => {
  const plain = await stage.person("sofia-ortega", "funcionarios", { javaScriptEnabled: false });
  await plain.goto(stage.base + instance);
  await plain.getByRole("link", { name: "Pasar a otra versión" }).click();
  await plain.getByRole("button", { name: "Ensayar" }).click();
  await plain.getByRole("heading", { name: "Así no se puede pasar" }).waitFor();
  const choice = plain.getByLabel("«Estudiar requisitos» pasa a");
  assert.equal(await choice.getAttribute("aria-invalid"), "true");
  await stage.lookWithoutScripts(plain, "una-no-cabe");
  await choice.selectOption("revisar");
  await plain.getByRole("button", { name: "Ensayar" }).click();
  await plain.getByText("Cabe en la versión nueva.").waitFor();
  await stage.lookWithoutScripts(plain, "una-cabe");
  await plain.getByLabel("Motivo").fill("Vuelve a la versión anterior");
  await plain.getByRole("button", { name: "Pasar a la versión nueva" }).click();
  await plain.waitForURL(`**${instance}`);
  await plain.getByText("El proceso pasó a la otra versión.").waitFor();
  await plain.getByRole("row", { name: /Revisar requisitos/ }).waitFor();
  await plain.context().close();
});

test("what is not there or not allowed is refused", async () => {
  for (const address of ["/operacion/procesos/nada/migrar", "/operacion/lotes/nada/migrar", "/operacion/instancias/nada/migrar",
    `${instance}/migrar?a=nada`]) {
    const answer = await sofia.goto(stage.base + address);
    assert.equal(answer.status(), 404, address);
  }
  const jairo = await stage.person("jairo-burbano");
  const answer = await jairo.goto(`${stage.base}${instance}/migrar`);
  assert.equal(answer.status(), 403);
});
