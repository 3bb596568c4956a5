// The decisions of the catalogue: who operates reads each as a table, tries values and sees which rule decided.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openStage } from "./stage.mjs";

const FEE = "/operacion/decisiones/cobro-libertad-y-tradicion";

let stage;
let sofia;

before(async () => {
  stage = await openStage("decisiones");
  sofia = await stage.person("sofia-ortega");
});
after(() => stage?.close());

test("they are listed from the operation page", async () => {
  await stage.go(sofia, "/operacion");
  await sofia.getByRole("link", { name: "Ver las decisiones" }).click();
  await sofia.getByRole("heading", { level: 1, name: "Decisiones" }).waitFor();
  assert.equal(await sofia.locator("tbody tr").count(), 9);
  await stage.look(sofia, "lista");
});

test("a table says how it chooses, and its headings belong to their columns", async () => {
  await stage.go(sofia, FEE, "tabla");
  assert.match(await sofia.locator("main").innerText(), /Decide la única regla que se cumple/);
  assert.equal(await sofia.locator("table thead th[scope=colgroup]").count(), 2);
  assert.equal(await sofia.locator("table tbody th[scope=row]").count(), 3);
});

test("values that are tried mark the rule that decided and the cells that failed, in words", async () => {
  await sofia.getByLabel("Relación con el vehículo").selectOption("comprador");
  await sofia.getByLabel("Tarifa vigente en pesos").fill("38.500");
  await sofia.getByRole("button", { name: "Decidir" }).click();
  await sofia.getByRole("heading", { name: "Resultado" }).waitFor();
  assert.match(await sofia.locator("[role=status]").innerText(), /Valor que se cobra\s+38500/);
  const decided = sofia.locator("tbody tr", { hasText: "Se cumplió" });
  assert.equal(await decided.count(), 1);
  assert.match(await decided.locator("th").innerText(), /^3/);
  assert.equal(await sofia.locator("tbody td", { hasText: "No se cumple" }).count(), 2);
  assert.equal(await sofia.getByLabel("Tarifa vigente en pesos").inputValue(), "38.500");
  await stage.look(sofia, "probada");
});

test("a value that cannot be read is told at its field", async () => {
  await sofia.getByLabel("Tarifa vigente en pesos").fill("mucho");
  await sofia.getByRole("button", { name: "Decidir" }).click();
  await sofia.getByRole("link", { name: /Corrija «Tarifa vigente en pesos»/ }).click();
  assert.equal(await sofia.locator(":focus").getAttribute("aria-invalid"), "true");
  await stage.look(sofia, "con-error");
});

test("without scripts and on a small screen it works the same, also for a model drawn elsewhere", async () => {
  const page = await stage.person("sofia-ortega", "funcionarios", { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await stage.go(page, "/operacion/decisiones/vigencia-licencia");
  await page.getByLabel("Categoría").selectOption("c1");
  await page.getByLabel("Edad").fill("61");
  await page.getByRole("button", { name: "Decidir" }).click();
  assert.equal(await page.locator("pre[role=status]").innerText(), "1");
  await stage.lookWithoutScripts(page, "sin-scripts");
});

test("nobody else sees them", async () => {
  const reviewer = await stage.person("jairo-burbano");
  assert.equal((await reviewer.goto(stage.base + FEE)).status(), 403);
});
