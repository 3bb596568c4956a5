// Sends each chosen file at once, in pieces, and goes on where it was after a cut. The form works
// without this: it sends the files when it is submitted.
const PIECE = 4 * 1024 * 1024;
const form = document.querySelector("form[enctype]");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
let queue = Promise.resolve();

/** The row's words and bar while a file travels. */
function progressOf(input, file) {
  const what = input.closest(".what");
  const box = document.createElement("span");
  box.setAttribute("role", "status");
  const words = document.createElement("span");
  words.className = "small muted";
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.setAttribute("aria-label", `Carga de ${file.name}`);
  box.append(words, bar);
  what.append(box);
  return {
    show(sent) {
      bar.value = sent;
      words.textContent = `${file.name} · ${megabytes(sent)} de ${megabytes(file.size)}`;
    },
    say(text) { words.textContent = text; },
    drop() { box.remove(); },
  };
}

/** Asks how much has arrived, then sends the rest piece by piece; waits longer after each failure. */
async function send(address, file, progress) {
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      let sent = Number((await fetch(address, { method: "HEAD" })).headers.get("upload-offset") ?? 0);
      while (sent < file.size) {
        progress.show(sent);
        const answer = await fetch(address, {
          method: "PATCH",
          headers: { "upload-offset": String(sent), "x-csrf-token": form.elements.csrf.value },
          body: file.slice(sent, sent + PIECE),
        });
        if (answer.status >= 400 && answer.status < 500) return (await answer.json()).detail;
        if (!answer.ok) throw new Error(answer.statusText);
        sent = Number(answer.headers.get("upload-offset"));
        tries = 0;
      }
      return null;
    } catch {
      progress.say(`${file.name}: se cortó la conexión; seguimos donde iba.`);
      await pause(1000 * 2 ** tries);
    }
  }
  return "No se pudo cargar. El archivo se enviará al guardar.";
}

async function start(address, file) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": form.elements.csrf.value },
    body: JSON.stringify({ filename: file.name, size: file.size }),
  });
  return answer.ok ? answer.headers.get("location") : null;
}

async function upload(input) {
  const [file] = input.files;
  if (!file) return;
  const progress = progressOf(input, file);
  progress.say(`${file.name} · en turno`);
  const address = await start(`${form.action}/archivos/${input.name}`, file).catch(() => null);
  if (!address) return progress.drop();
  const problem = await send(address, file, progress);
  if (problem) return progress.say(problem);
  progress.say(`${file.name} · ${megabytes(file.size)} · cargado`);
  input.value = "";
}

form?.addEventListener("change", (event) => {
  if (event.target.type === "file") queue = queue.then(() => upload(event.target));
});
