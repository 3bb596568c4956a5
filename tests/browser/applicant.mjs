// What an applicant does with the forms, with and without scripts.
import assert from "node:assert/strict";

export const RADICADO = /E-\d{4}-\d{6}/;

/** Saves the step in view and goes to the next one. */
export async function onward(page) {
  const before = page.url();
  await page.getByRole("button", { name: "Guardar y continuar" }).click();
  await page.waitForURL((url) => url.href !== before);
}

/** Begins the form of a trámite from its page. */
export async function begin(page, base, tramite) {
  await page.goto(`${base}/tramites/${tramite}`);
  await page.getByRole("button", { name: "Empezar" }).click();
  await page.waitForURL(/\/borradores\//);
}

/** The step that every trámite begins with. */
export async function tellWhoAsks(page, { calidad = "propio", organizacion } = {}) {
  await page.locator(`input[name=calidad][value=${calidad}]`).check();
  if (organizacion) await page.locator("[name=organizacion]").fill(organizacion);
  await page.locator("[name=tipo_documento]").selectOption({ index: 1 });
  await page.locator("[name=direccion]").fill("Calle 8 n.º 7-40, barrio El Centro");
  await page.locator("[name=municipio]").selectOption({ label: "Mocoa" });
}

/** The step that every trámite ends with. */
export async function acceptNotices(page) {
  await page.locator("input[name=notificacion][value=electronica]").check();
  await page.locator("[name=correo_notificacion]").fill("luzdary@correo.example");
  await page.locator("[name=datos_personales]").check();
}

/** Chooses a file for a document that the form asks for; the script of the page loads it at once. */
export async function load(page, document, file) {
  const row = page.locator("ul.files li").filter({ has: page.locator(`[name="${document}"], [value="${document}"]`) });
  await page.locator(`input[type=file][name="${document}"]`).setInputFiles(file);
  await row.locator(".tag.ok").waitFor();
}

/** The step of the paz y salvo; `paid` says that there was a payment, whose date and value are asked. */
export async function askPazYSalvo(page, { paid }) {
  await page.locator("input[name=de_quien][value=persona]").check();
  await page.locator("[name=cedula_titular]").fill("1124850482");
  await page.locator("[name=nombre_titular]").fill("Luz Dary Chindoy Jacanamijoy");
  await page.locator("[name=proposito]").selectOption("contratar");
  await page.locator("input[name=rentas][value=todas]").check();
  await page.locator(`input[name=pago_reciente][value=${paid}]`).check();
  if (!paid) return;
  await page.locator("[name=fecha_pago]").fill(yesterday());
  await page.locator("[name=valor_pago]").fill("1.234.500");
}

/** Files what the review shows; answers the radicado of the acuse. */
export async function file(page) {
  await page.getByRole("button", { name: "Radicar", exact: true }).click();
  await page.waitForURL(/\/casos\/[^/]+\/acuse$/);
  const radicado = (await page.locator(".seal b").innerText()).trim();
  assert.match(radicado, RADICADO);
  return radicado;
}

function yesterday() {
  return new Date(Date.now() - 24 * 3600 * 1000).toISOString().slice(0, 10);
}
