// Compares a PDF with the document that was issued, on this device: the file is not sent.
const input = document.querySelector("input[type=file][data-sha256]");
const answer = document.querySelector("#resultado-comparacion");

async function digest(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(tone, title, text) {
  answer.className = `note ${tone}`;
  const heading = document.createElement("h3");
  heading.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  const box = document.createElement("div");
  box.append(heading, words);
  answer.replaceChildren(box);
}

input?.addEventListener("change", async () => {
  const [file] = input.files;
  if (!file) return;
  tell("", "Comparando…", `Calculamos la huella de ${file.name} en este equipo.`);
  const same = (await digest(file)) === input.dataset.sha256;
  if (same) tell("ok", "Es el mismo documento", "Su archivo es idéntico al que expidió la entidad.");
  else tell("bad", "No es el mismo documento", "Su archivo no es igual al que expidió la entidad. Pida el original o ábralo desde esta página.");
});
