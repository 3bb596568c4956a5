// The operations console: an operator finds an instance, stops it, breaks and mends it, and follows a batch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { acceptNotices, askPazYSalvo, begin, file, onward, tellWhoAsks } from "./applicant.mjs";
import { openStage } from "./stage.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

let stage;
let sofia;
let radicado;
let instance;

before(async () => {
  stage = await openStage("operacion");
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
  sofia = await stage.person("sofia-ortega");
});
after(() => stage?.close());

/** Looks at the page in view as wide as a desk and as narrow as a phone, where nothing may hang over the edge. */
async function lookBoth(view) {
  await stage.look(sofia, view);
  await sofia.setViewportSize(PHONE);
  const over = await sofia.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${view} is ${over} px too wide on a phone`);
  await stage.look(sofia, `${view}-360`);
  await sofia.setViewportSize(DESK);
}

/** Does an act of the instance's page, with its reason; `fill` fills the rest of the form. */
async function act(link, button, fill = async () => {}) {
  await sofia.goto(instance);
  await sofia.locator("main").getByRole("link", { name: link }).first().click();
  await fill();
  await sofia.getByLabel("Motivo").fill("Prueba de la consola");
  await sofia.getByRole("button", { name: button, exact: true }).click();
  await sofia.waitForURL(instance);
}

test("versions of processes count their instances, on the diagram and beside it", async () => {
  await stage.go(sofia, "/operacion");
  await sofia.getByRole("link", { name: "Procesos", exact: true }).click();
  await lookBoth("procesos");
  await sofia.getByRole("link", { name: /expedir-certificado/ }).first().click();
  await sofia.getByRole("row", { name: /Revisar requisitos 1 0/ }).waitFor();
  assert.equal(await sofia.locator("svg.flow rect.c").count(), 1);
  await lookBoth("version");
});

test("an instance is found by its radicado and shows where it stands", async () => {
  await stage.go(sofia, "/operacion/instancias", "instancias");
  await sofia.getByLabel("Radicado o identificador").fill(radicado);
  await sofia.getByRole("button", { name: "Buscar" }).click();
  await lookBoth("encontrada");
  await sofia.getByRole("link", { name: radicado }).click();
  await sofia.getByRole("heading", { level: 1, name: radicado }).waitFor();
  instance = sofia.url();
  await lookBoth("instancia");
});

test("an act without a reason says so and keeps the form", async () => {
  await sofia.getByRole("link", { name: "Suspender" }).click();
  await sofia.getByRole("button", { name: "Suspender" }).click();
  await sofia.getByText("Escriba el motivo").first().waitFor();
  await stage.look(sofia, "sin-motivo");
});

test("it is suspended and resumed", async () => {
  await act("Suspender", "Suspender");
  await sofia.locator("main .tag", { hasText: "Suspendido" }).waitFor();
  await act("Reanudar", "Reanudar");
  await sofia.locator("main .tag", { hasText: "En curso" }).waitFor();
});

test("an incident shows the expression and its values, and is retried with the variable mended", async () => {
  const data = (text) => async () => await sofia.locator("[name=datos]").fill(text);
  await act("Cambiar variables", "Cambiar variables", data('{"tramite": null}'));
  await act("Mover posiciones", "Mover posiciones", async () => {
    await lookBoth("mover");
    await sofia.getByLabel("Terminar lo que está en «Revisar requisitos»").check();
    await sofia.locator("[name=empieza]").selectOption("revisar");
  });
  await sofia.getByRole("heading", { name: "Incidente en «Revisar requisitos»" }).waitFor();
  await sofia.getByText("tramite.office").first().waitFor();
  await lookBoth("incidente");
  await act(/^Reintentar/, "Reintentar", data('{"tramite": {"id": "SVT-135", "name": "Paz y salvo", "office": "hacienda/tesoreria"}}'));
  await sofia.locator("main .tag", { hasText: "En curso" }).waitFor();
});

test("variables show what they were, and the story who did what and why", async () => {
  await sofia.getByRole("link", { name: "Variables", exact: true }).click();
  const row = sofia.getByRole("row").filter({ has: sofia.locator("th code", { hasText: /^tramite$/ }) });
  await row.locator("summary").click();
  assert.match(await row.innerText(), /Sofía Ortega/);
  await lookBoth("variables");
  await sofia.getByRole("link", { name: "Historia", exact: true }).click();
  await sofia.getByRole("cell", { name: /Reintentar: Prueba de la consola/ }).waitFor();
  await lookBoth("historia");
});

test("a batch does the same to the chosen and says how far it is", async () => {
  await stage.go(sofia, `/operacion/instancias?q=${radicado}`);
  await sofia.getByLabel(`Elegir ${radicado}`).check();
  await sofia.getByRole("button", { name: "Operar con las elegidas" }).click();
  await sofia.getByLabel("Suspender").check();
  await sofia.getByLabel("Motivo").fill("Prueba de un lote");
  await lookBoth("lote-nuevo");
  await sofia.getByRole("button", { name: "Empezar el lote" }).click();
  const batch = new URL(sofia.url()).pathname;
  await stage.until(sofia, batch, (page) => page.getByText("El lote terminó."));
  await sofia.getByText("Van 1 de 1").waitFor();
  await lookBoth("lote");
  await stage.go(sofia, "/operacion/lotes", "lotes");
});

test("whoever does not operate the system sees none of it", async () => {
  const jairo = await stage.person("jairo-burbano");
  for (const address of ["/operacion/procesos", "/operacion/instancias", "/operacion/lotes", new URL(instance).pathname]) {
    const answer = await jairo.goto(stage.base + address);
    assert.equal(answer.status(), 403, address);
  }
});
