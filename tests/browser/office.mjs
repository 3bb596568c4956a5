// What an official does with a task: find it in the inbox, take it, answer its form.
import { RADICADO } from "./applicant.mjs";

/** Takes the task of a case from the tray of the office. */
export async function take(page, stage, radicado, view) {
  const row = (shown) => shown.locator("table tr").filter({ hasText: radicado });
  const mine = await stage.until(page, "/bandeja?vista=sin-asignar", row);
  if (view) await stage.look(page, view);
  await mine.getByRole("checkbox").check();
  await page.locator(".bulk").getByRole("button", { name: "Tomar" }).click();
  await page.locator("[role=status]").first().waitFor();
}

/** Opens the case and follows its main action to the form of the task. */
export async function open(page, stage, radicado, view) {
  await stage.go(page, `/bandeja/${radicado}`, view);
  await page.locator("section[aria-labelledby=acc] .btn").first().click();
  await page.waitForURL(/\/tareas\//);
}

/** Chooses an answer of the form of a task. */
export const answer = (page, name, value) => page.locator(`input[name="${name}"][value="${value}"]`).check();

/** Completes the task in view and waits for the next page. */
export async function complete(page) {
  const before = page.url();
  await page.locator("form[action^='/tareas/'] button[name=go][value=complete]:not(.vh)").click();
  await page.waitForURL((url) => url.href !== before);
}

/** From the preview of the act: what is seen is what is signed. */
export async function sign(page) {
  await page.waitForURL(/\/firmar/);
  const before = page.url();
  await page.locator("input[name=firmo]").check();
  await page.locator("form.card.go button.btn").click();
  await page.waitForURL((url) => url.href !== before);
}

export { RADICADO };
