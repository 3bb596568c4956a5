// SVT-101 with a document missing: the requerimiento stops the clock when it is opened, the completion
// makes it run again, and after the legal study the resolution is decided and signed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { acceptNotices, begin, file, load, onward, tellWhoAsks } from "./applicant.mjs";
import { answer, complete, open, sign, take } from "./office.mjs";
import { openStage, pdf } from "./stage.mjs";

const NAME = "Junta de Acción Comunal de la vereda San Antonio";
const MISSING = "El certificado de delimitación del territorio. Lo expide la oficina de planeación de su municipio.";

let stage;
let luz;
let jairo;
let radicado;

before(async () => {
  stage = await openStage("personeria");
  luz = await stage.person("luz-dary-chindoy", "ciudadania");
  jairo = await stage.person("jairo-burbano");
});
after(() => stage?.close());

async function fillAssembly(page) {
  await page.locator("[name=fecha_asamblea]").fill("2026-09-12");
  await page.locator("[name=asistentes]").fill("52");
  await page.locator("[name=lugar]").fill("Caseta comunal de la vereda San Antonio");
  await page.locator("input[name=eleccion_aparte][value=false]").check();
  const row = page.locator("#dignatarios fieldset").first();
  await row.locator("select").selectOption({ index: 1 });
  await row.locator("[name$=nombre]").fill("Segundo Jamioy Muchavisoy");
  await row.locator("[name$=cedula]").fill("18123456");
  await load(page, "acta", pdf("acta.pdf", "Acta de constitucion"));
}

async function fillOrganization(page) {
  await page.locator("input[name=tipo][value=jac]").check();
  await page.locator("[name=territorio]").fill("Vereda San Antonio");
  await page.locator("[name=nombre_organismo]").fill(NAME);
  await page.locator("[name=municipio_organismo]").selectOption({ label: "Mocoa" });
  await page.locator("[name=afiliados]").fill("46");
  await load(page, "estatutos", pdf("estatutos.pdf", "Estatutos"));
  await load(page, "listado", pdf("listado.pdf", "Listado de afiliados"));
}

test("the junta files although a document is missing, and the acuse says which one", async () => {
  await begin(luz, stage.base, "SVT-101");
  await tellWhoAsks(luz, { calidad: "representante", organizacion: NAME });
  await onward(luz);
  await fillAssembly(luz);
  await stage.look(luz, "asamblea");
  await onward(luz);
  await fillOrganization(luz);
  await stage.look(luz, "organizacion");
  await onward(luz);
  await acceptNotices(luz);
  await onward(luz);
  await stage.look(luz, "revisar");
  radicado = await file(luz);
  await luz.getByRole("heading", { name: "Lo que falta" }).waitFor();
  await stage.look(luz, "acuse");
});

test("the reviewer asks once for what is missing", async () => {
  await take(jairo, stage, radicado);
  await open(jairo, stage, radicado, "caso");
  await answer(jairo, "resultado", "falta");
  await jairo.locator("[name=que_falta]").fill(MISSING);
  await stage.look(jairo, "revision-con-faltante");
  await complete(jairo);
});

test("the term stops when the citizen opens the requerimiento, not before", async () => {
  const notice = (page) => page.locator(`a[href^="/casos/${radicado}/notificaciones/"]`);
  const link = await stage.until(luz, `/casos/${radicado}`, notice);
  assert.equal(await luz.locator("main .strip").getByText(/detenido|suspendido/i).count(), 0);
  await stage.look(luz, "seguimiento-con-aviso");
  await link.click();
  await luz.getByRole("button", { name: "Abrir y quedar notificado" }).waitFor();
  await stage.look(luz, "requerimiento-sin-abrir");
  await luz.getByRole("button", { name: "Abrir y quedar notificado" }).click();
  await luz.getByText("Notificado el").waitFor();
  await stage.look(luz, "requerimiento-abierto");
  const stopped = (page) => page.locator("main .strip").getByText(/detenido|suspendido|pausa/i);
  await stage.until(luz, `/casos/${radicado}`, stopped);
  await stage.look(luz, "termino-detenido");
});

test("the completion makes the term run again", async () => {
  await stage.go(luz, `/casos/${radicado}/completar`);
  await luz.locator("input[type=file][name=delimitacion]").setInputFiles(pdf("delimitacion.pdf", "Certificado de delimitacion"));
  await luz.locator("[name=mensaje]").fill("Lo expidió Planeación de Mocoa.");
  await stage.look(luz, "completar");
  await luz.locator("button.big[value=deliver]").click();
  await luz.waitForURL((url) => !url.pathname.endsWith("/completar"));
  await stage.go(luz, `/casos/${radicado}`);
  assert.equal(await luz.locator("main .strip").getByText(/detenido|suspendido/i).count(), 0);
  await stage.look(luz, "termino-reanudado");
});

test("complete, it goes through the legal study to the draft of the decision", async () => {
  await take(jairo, stage, radicado);
  await open(jairo, stage, radicado);
  await answer(jairo, "resultado", "completa");
  await complete(jairo);

  const yamile = await stage.person("yamile-rosero");
  await take(yamile, stage, radicado, "bandeja-juridica");
  await open(yamile, stage, radicado, "caso-en-juridica");
  await answer(yamile, "resultado", "favorable");
  await yamile.locator("[name=sustento]").fill("Cumple los artículos de la Ley 2166 de 2021 sobre afiliados, territorio y estatutos.");
  await stage.look(yamile, "concepto");
  await complete(yamile);

  await take(jairo, stage, radicado);
  await open(jairo, stage, radicado);
  await answer(jairo, "sentido", "conceder");
  await jairo.locator("[name=hechos]").fill("La asamblea se reunió el 12 de septiembre de 2026 con 46 afiliados y aprobó los estatutos.");
  await jairo.locator("[name=consideraciones]").fill("La junta reúne los afiliados y el territorio que exige la ley.");
  await stage.look(jairo, "decision");
  await complete(jairo);
});

test("the resolution is signed and the citizen reads it", async () => {
  const omar = await stage.person("omar-benavides");
  await take(omar, stage, radicado);
  await open(omar, stage, radicado, "caso-de-quien-firma");
  await answer(omar, "resultado", "conceder");
  await complete(omar);
  await stage.look(omar, "firma");
  await sign(omar);
  const act = (page) => page.locator("section[aria-labelledby=doc] a").filter({ hasText: /^Resolución/ });
  const link = await stage.until(luz, `/casos/${radicado}`, act);
  await stage.look(luz, "seguimiento-decidido");
  await stage.go(luz, await link.getAttribute("href"), "resolucion-sin-abrir");
  await luz.getByRole("button", { name: "Abrir y quedar notificado" }).click();
  await luz.getByRole("heading", { name: "Si no está de acuerdo" }).waitFor();
  const copy = luz.getByRole("link", { name: "Descargar en PDF" });
  const resolution = await stage.file(luz, await copy.getAttribute("href"));
  assert.equal(resolution.subarray(0, 5).toString(), "%PDF-");
  await stage.go(omar, `/bandeja/${radicado}/actuaciones`, "actuaciones");
  await stage.go(omar, `/bandeja/${radicado}/termino`, "termino");
});
