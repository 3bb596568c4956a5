// The PETI from 2.3 to 2.4: written, reviewed by three offices, voted by the committee, published, compared.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openStage } from "./stage.mjs";

const DESCRIPTION = "Se nombra a quien responde por las copias de respaldo.";
const ADDED = "La Dirección TIC responde por las copias de respaldo y prueba su restauración cada trimestre.";
const REVIEWERS = { "ivan-mora": "TI", "yamile-rosero": "Jurídica", "hernando-guerrero": "Planeación" };
const MEMBERS = ["amparo-delgado", "hernando-guerrero", "silvia-erazo"];

let stage;
let carlos;

before(async () => {
  stage = await openStage("politica");
  carlos = await stage.person("carlos-bravo");
});
after(() => stage?.close());

test("its editor writes a new version from the one in force and sends it to review", async () => {
  await stage.go(carlos, "/gestion/politicas", "politicas");
  await stage.go(carlos, "/gestion/politicas/PETI/nueva");
  await carlos.locator("input[name=clase][value=menor]").check();
  await carlos.locator("[name=descripcion]").fill(DESCRIPTION);
  const text = carlos.locator("[name=texto]");
  const inForce = await text.inputValue();
  assert.ok(inForce.length > 10_000, `the form begins with ${inForce.length} characters of the text in force`);
  await text.fill(`${inForce.trimEnd()}\n\n${ADDED}\n`);
  await stage.look(carlos, "version-nueva");
  await carlos.getByRole("button", { name: "Pasar a revisión" }).click();
  await stage.until(carlos, "/gestion/politicas/PETI/2.4", (page) => page.locator("main ins"));
  await stage.look(carlos, "version-en-revision");
});

test("three offices review it, each with what changes in view", async () => {
  for (const [subject, area] of Object.entries(REVIEWERS)) {
    const page = await stage.person(subject);
    const task = await stage.until(page, "/bandeja?vista=sin-asignar", (shown) => shown.locator("table tr a").filter({ hasText: "PETI" }));
    await task.click();
    await page.locator("table.diff ins").first().waitFor();
    await page.locator("input[name=resultado][value=aprobar]").check();
    if (area === "TI") await stage.look(page, "revision");
    await page.getByRole("button", { name: "Terminar la revisión" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/gestion/revisiones/"));
    await page.context().close();
  }
});

test("the three members of the committee vote it", async () => {
  for (const [index, subject] of MEMBERS.entries()) {
    const page = await stage.person(subject);
    const session = await stage.until(page, "/comites", (shown) => shown.locator("main ul.list a"));
    if (index === 0) await stage.look(page, "comites");
    await session.click();
    await page.locator("input[name=voto][value=a_favor]").check();
    if (index === 0) await stage.look(page, "votacion");
    await page.getByRole("button", { name: "Votar" }).click();
    await page.getByText("Su voto quedó en el acta").waitFor();
    if (index === 2) await stage.look(page, "votacion-cerrada");
    await page.context().close();
  }
});

test("anyone reads the version in force and compares it word by word", async () => {
  const page = await stage.visitor();
  const inForce = (shown) => shown.locator("main .tag.ok").filter({ hasText: "2.4" });
  await stage.until(page, "/politicas/PETI", inForce);
  await page.locator("article").getByText(ADDED).waitFor();
  await page.getByRole("row").filter({ hasText: DESCRIPTION }).waitFor();
  await stage.look(page, "politica-vigente");
  await page.locator("select[name=de]").selectOption("2.3");
  await page.locator("select[name=a]").selectOption("2.4");
  await page.getByRole("button", { name: "Comparar" }).click();
  await page.locator("ins").filter({ hasText: "restauración" }).first().waitFor();
  await stage.look(page, "comparacion");
  await stage.go(page, "/politicas", "lista");
});
