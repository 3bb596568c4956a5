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

test("the citizen asks for a month more, once", async () => {
  await stage.go(luz, `/casos/${radicado}/completar`, "completar-a-tiempo");
  const before = await luz.getByRole("heading", { name: /^Tiene hasta el/ }).innerText();
  await luz.getByText("¿Necesita más tiempo?").click();
  await luz.getByRole("button", { name: "Pedir un mes más" }).click();
  await luz.getByText("Tiene un mes más para completar").waitFor();
  assert.notEqual(await luz.getByRole("heading", { name: /^Tiene hasta el/ }).innerText(), before);
  assert.equal(await luz.getByRole("button", { name: "Pedir un mes más" }).count(), 0);
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

test("the office and the citizen write to each other", async () => {
  await stage.go(jairo, `/bandeja/${radicado}/mensajes`);
  await jairo.locator("[name=text]").fill("¿En qué vereda se reúne la junta?");
  await jairo.getByRole("button", { name: "Enviar mensaje" }).click();
  await jairo.getByText("Mensaje enviado").waitFor();
  await stage.look(jairo, "mensajes");
  await stage.go(luz, `/casos/${radicado}`);
  await luz.getByText("¿En qué vereda se reúne la junta?").waitFor();
  await luz.locator("textarea[name=text]").fill("En San Antonio, en la casa comunal.");
  await luz.getByRole("button", { name: "Enviar mensaje" }).click();
  await luz.getByText("Mensaje enviado").waitFor();
  await stage.look(luz, "mensajes-del-caso");
  await stage.go(jairo, `/bandeja/${radicado}/mensajes`);
  await jairo.getByText("En San Antonio, en la casa comunal.").waitFor();
});

test("the office adds a document of its own to the case", async () => {
  await stage.go(jairo, `/bandeja/${radicado}/documentos`);
  await jairo.getByRole("link", { name: "Agregar un documento" }).click();
  await jairo.getByLabel("¿Cómo se llama el documento?").fill("Oficio de la alcaldía de Mocoa");
  await jairo.getByLabel("Tipo de documento").selectOption({ label: "Oficio" });
  await jairo.getByRole("button", { name: "Agregar" }).click();
  await jairo.getByText("Elija el archivo").first().waitFor();
  await stage.look(jairo, "agregar-documento-sin-archivo");
  await jairo.locator("input[type=file]").setInputFiles(pdf("oficio.pdf", "Oficio de la alcaldia"));
  await jairo.getByRole("button", { name: "Agregar" }).click();
  await jairo.getByText("El documento quedó en el expediente").waitFor();
  await jairo.getByRole("link", { name: "Oficio de la alcaldía de Mocoa" }).first().waitFor();
  await stage.look(jairo, "documentos-del-caso");
});

test("the office extends the term with a reason, and a mistake is told beside its field", async () => {
  await stage.go(jairo, `/bandeja/${radicado}/termino`);
  await jairo.getByRole("link", { name: "Prorrogar el término" }).click();
  await jairo.locator("[name=cuanto]").fill("99");
  await jairo.getByRole("button", { name: "Prorrogar" }).click();
  await jairo.getByText("Escriba un número entre 1 y 15").first().waitFor();
  await stage.look(jairo, "prorroga-con-errores");
  await jairo.locator("[name=cuanto]").fill("5");
  await jairo.locator("[name=motivo]").fill("Pedimos a la alcaldía que confirme los límites de la vereda.");
  await jairo.getByRole("button", { name: "Prorrogar" }).click();
  await jairo.getByText("Término prorrogado").waitFor();
  await jairo.getByText("confirme los límites").first().waitFor({ state: "attached" });
  await stage.look(jairo, "termino-prorrogado");
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
