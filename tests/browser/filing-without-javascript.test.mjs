// The whole filing of SVT-135 in a browser that runs no scripts: nothing is lost, nothing is hidden.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { acceptNotices, askPazYSalvo, begin, file, onward, tellWhoAsks } from "./applicant.mjs";
import { openStage, pdf } from "./stage.mjs";

let stage;
before(async () => { stage = await openStage("sin-javascript"); });
after(() => stage?.close());

test("a paz y salvo is filed with a file and an error on the way, and no script ever runs", async () => {
  const page = await stage.person("luz-dary-chindoy", "ciudadania", { javaScriptEnabled: false });
  await begin(page, stage.base, "SVT-135");
  await tellWhoAsks(page);
  await onward(page);

  await page.getByRole("button", { name: "Guardar y continuar" }).click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.title(), /^Error: /);
  await stage.lookWithoutScripts(page, "errores");
  await askPazYSalvo(page, { paid: true });
  await page.locator("input[type=file][name=recibo]").setInputFiles(pdf("recibo.pdf", "Recibo de pago"));
  await page.getByRole("button", { name: "Cargar los archivos elegidos" }).click();
  const recibo = page.locator("ul.files li").filter({ hasText: "recibo.pdf" });
  await recibo.getByText("Cargado").waitFor();
  assert.equal(await page.locator("[name=nombre_titular]").inputValue(), "Luz Dary Chindoy Jacanamijoy");
  await stage.lookWithoutScripts(page, "archivo");
  await onward(page);

  await acceptNotices(page);
  await onward(page);
  await page.getByRole("heading", { name: "Revise y radique" }).waitFor();
  await stage.lookWithoutScripts(page, "revisar");
  const radicado = await file(page);
  await page.getByRole("heading", { name: "Su solicitud quedó radicada" }).waitFor();
  await stage.lookWithoutScripts(page, "acuse");

  await stage.go(page, "/casos");
  await page.getByRole("link", { name: radicado }).waitFor();
  await stage.lookWithoutScripts(page, "mis-casos");
});
