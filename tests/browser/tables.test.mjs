// A table values what was filed: the official sees what it decided and finds the form filled in; the filer does not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { acceptNotices, askPazYSalvo, begin, file, onward, tellWhoAsks } from "./applicant.mjs";
import { complete, open, take } from "./office.mjs";
import { openStage } from "./stage.mjs";

const TABLE = "Qué falta para el paz y salvo";
const MISSING = "El recibo del pago que hizo en los últimos 15 días.";

let stage;
let luz;
let jairo;
let radicado;

before(async () => {
  stage = await openStage("tablas");
  luz = await stage.person("luz-dary-chindoy", "ciudadania");
  jairo = await stage.person("jairo-burbano");
  await begin(luz, stage.base, "SVT-135");
  await tellWhoAsks(luz);
  await onward(luz);
  await askPazYSalvo(luz, { paid: true });
  await onward(luz);
  await acceptNotices(luz);
  await onward(luz);
  radicado = await file(luz);
});
after(() => stage?.close());

test("the case tells what its table decided, on which values and by which rule", async () => {
  await take(jairo, stage, radicado);
  await stage.go(jairo, `/bandeja/${radicado}`, "caso");
  const told = jairo.getByRole("region", { name: "Lo que valoraron las tablas" });
  assert.match(await told.innerText(), new RegExp(`${TABLE}\\s+.*${MISSING}`));
  await told.getByRole("link").click();
  await jairo.getByRole("heading", { level: 2, name: TABLE }).waitFor();
  const matched = jairo.locator("tbody tr", { hasText: "Se cumplió" });
  assert.equal(await matched.count(), 1);
  assert.match(await matched.locator("th").innerText(), /^1/);
  assert.match(await jairo.locator("main").innerText(), /¿Falta el recibo\?\s+sí/);
  await stage.look(jairo, "tabla");
});

test("the form of the review is filled in with what the table proposes, to be revised", async () => {
  await open(jairo, stage, radicado, "caso-tomado");
  assert.ok(await jairo.locator("input[name=resultado][value=falta]").isChecked());
  assert.equal(await jairo.locator("[name=que_falta]").inputValue(), MISSING);
  assert.match(await jairo.locator("main").innerText(), /lo propone una tabla/);
  await stage.look(jairo, "propuesta");
  await complete(jairo);
});

test("the case shows what goes on inside the process that asks for what is missing", async () => {
  await stage.go(jairo, `/bandeja/${radicado}`);
  await jairo.getByText("Dentro de «Pedir lo que falta»").waitFor();
  const inner = jairo.getByRole("img", { name: "Lo que pasa dentro de «Pedir lo que falta»" });
  assert.ok((await inner.locator("g.now").count()) > 0);
  await stage.look(jairo, "caso-requerido");
});

test("the filer sees what is asked, and nothing of the table", async () => {
  await stage.go(luz, `/casos/${radicado}`, "seguimiento");
  const seen = await luz.locator("main").innerText();
  assert.ok(!seen.includes(TABLE) && !seen.includes("tabla"));
  assert.equal((await luz.goto(`${stage.base}/bandeja/${radicado}/tablas`)).status(), 404);
});
