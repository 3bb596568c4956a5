// Messages between processes: an operator sends one from outside, which begins a process; its task is done by an
// official; what nobody takes is searched, delivered again and discarded.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openStage } from "./stage.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const LIST = "/operacion/mensajes";

const PROCESSES = {
  "estudia-aviso": `process: estudia-aviso
name: Avisos de otras entidades
elements:
  - start: inicio
    message: aviso
    result: aviso
    next: estudiar
  - user_task: estudiar
    name: Estudiar el aviso
    assign: { role: revisor, office: hacienda/tesoreria }
    next: esperar
  - receive_task: esperar
    receive: respuesta
    key: "= aviso.numero"
    next: fin
  - end: fin
`,
  "oye-sirena": `process: oye-sirena
elements:
  - start: inicio
    timer: "0 8 * * MON-FRI"
    next: fin
  - end: fin
`,
};

let stage;
let sofia;
let instance;

before(async () => {
  stage = await openStage("mensajes", PROCESSES);
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

/** Sends a message from outside. */
async function send(name, key, data, reason = "Llegó por correo") {
  await stage.go(sofia, LIST);
  await sofia.getByRole("link", { name: "Enviar un mensaje" }).click();
  await sofia.getByLabel("Nombre del mensaje").fill(name);
  await sofia.locator("[name=clave]").fill(key);
  await sofia.locator("[name=datos]").fill(data);
  await sofia.getByLabel("Motivo").fill(reason);
  await sofia.getByRole("button", { name: "Enviar el mensaje" }).click();
}

test("the page says what is kept, who waits and which processes begin by themselves", async () => {
  await stage.go(sofia, "/operacion");
  await sofia.getByRole("link", { name: "Mensajes", exact: true }).click();
  await sofia.getByText("Ningún mensaje está esperando").waitFor();
  await sofia.getByRole("row", { name: /estudia-aviso inicio Con el mensaje «aviso» Cuando llegue/ }).waitFor();
  await sofia.getByRole("row", { name: /oye-sirena inicio Por tiempo: 0 8 \* \* MON-FRI \d+ \w+, 08:00/ }).waitFor();
  await lookBoth("lista");
});

test("what is typed badly is said at its field and kept", async () => {
  await send("", "17", "no es JSON", "");
  await sofia.getByRole("heading", { name: "Corrija tres datos para continuar" }).waitFor();
  assert.equal(await sofia.locator("[name=datos]").inputValue(), "no es JSON");
  await lookBoth("corregir");
});

test("a message from outside begins the process, whose story says so", async () => {
  await send("aviso", "17", '{"numero": "17", "entidad": "Corpoamazonia"}');
  await sofia.waitForURL(stage.base + LIST);
  await sofia.getByText("El mensaje se envió").waitFor();
  const row = await stage.until(sofia, "/operacion/instancias?proceso=estudia-aviso", (page) => page.locator("tbody a.rad"));
  await row.click();
  instance = new URL(sofia.url()).pathname;
  await stage.go(sofia, `${instance}/historia`);
  await sofia.getByRole("cell", { name: "Lo inició el mensaje «aviso» sobre «17»" }).waitFor();
  await stage.look(sofia, "historia");
});

test("an official finds its task in the inbox and does it", async () => {
  const jairo = await stage.person("jairo-burbano");
  await jairo.goto(`${stage.base}/bandeja?vista=sin-asignar`);
  await jairo.getByRole("link", { name: /Avisos de otras entidades/ }).first().click();
  await jairo.getByRole("heading", { level: 1, name: "Estudiar el aviso" }).waitFor();
  await jairo.getByText("Corpoamazonia").waitFor();
  await jairo.getByRole("button", { name: "Tomar la tarea" }).click();
  await jairo.getByText("La tarea queda a su cargo").waitFor();
  await jairo.getByRole("link", { name: /Avisos de otras entidades/ }).first().click();
  await jairo.getByRole("button", { name: "Devolver a la dependencia" }).waitFor();
  await stage.look(jairo, "tarea");
  await jairo.setViewportSize(PHONE);
  await stage.look(jairo, "tarea-360");
  await jairo.setViewportSize(DESK);
  await jairo.getByRole("button", { name: "Terminar" }).last().click();
  await jairo.getByText("Estudiar el aviso: hecho.").waitFor();
  await jairo.context().close();
});

test("who waits is found by name and key, and what has another key is kept and discarded with a reason", async () => {
  await send("respuesta", "18", "{}");
  await stage.go(sofia, `${LIST}?nombre=respuesta`);
  await sofia.getByRole("row", { name: /Mensaje «respuesta» 17/ }).waitFor();
  await sofia.getByRole("row").filter({ hasText: "18" }).filter({ hasText: "Sin recibir todavía" }).waitFor();
  await lookBoth("buscados");
  await stage.go(sofia, `${LIST}?clave=18`);
  await sofia.getByText("Ningún proceso espera mensajes ni señales").waitFor();
  await sofia.getByRole("link", { name: /Descartar/ }).click();
  await sofia.getByRole("button", { name: "Descartar el mensaje" }).click();
  await sofia.getByText("Escriba el motivo").first().waitFor();
  await lookBoth("descartar");
  await sofia.getByLabel("Motivo").fill("Tenía otra clave");
  await sofia.getByRole("button", { name: "Descartar el mensaje" }).click();
  await sofia.getByText("El mensaje se descartó").waitFor();
  await sofia.getByText("Ningún mensaje está esperando").waitFor();
});

test("the message that is waited for arrives, and the process goes on", async () => {
  await send("respuesta", "17", "{}");
  await stage.until(sofia, instance, (page) => page.locator("main .tag", { hasText: "Terminado" }));
});

test("whoever does not operate the system sees none of it and sends nothing", async () => {
  const jairo = await stage.person("jairo-burbano");
  for (const address of [LIST, `${LIST}/nuevo`]) {
    assert.equal((await jairo.goto(stage.base + address)).status(), 403, address);
  }
  const answer = await jairo.request.post(`${stage.base}${LIST}/01JDZ00000000000000000000A/enviar`, {
    form: { nombre: "aviso", clave: "", datos: "{}", motivo: "x" },
  });
  assert.equal(answer.status(), 403);
});
