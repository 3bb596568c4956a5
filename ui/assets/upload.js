// Sends each chosen file at once, one by one, with its progress, and tries again after a cut. The
// server answers with the row of the file, which takes the place of the one on the page. The form
// works without this: it sends the files when it is submitted.
const form = document.querySelector("form[data-upload]");
const TRIES = 5;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
let queue = Promise.resolve();

/** The words and the bar of a file that travels. */
function progressOf(row, file) {
  const box = document.createElement("span");
  box.setAttribute("role", "status");
  const words = document.createElement("span");
  words.className = "small muted";
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Carga de ${file.name}`);
  box.append(words, bar);
  row.querySelector(".what").append(box);
  return {
    show(sent) {
      bar.value = sent;
      words.textContent = `${file.name} · ${megabytes(sent)} de ${megabytes(file.size)}`;
    },
    say(text) { words.textContent = text; },
  };
}

/** One try. Resolves with the answer's markup; rejects when the connection was cut. */
function send(address, file, progress) {
  return new Promise((done, cut) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("x-csrf-token", form.elements.csrf.value);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress.show(event.loaded));
    request.addEventListener("load", () => (request.status < 500 ? done(request) : cut(request)));
    request.addEventListener("error", cut);
    request.send(file);
  });
}

async function sendUntilItArrives(address, file, progress) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(address, file, progress);
    } catch {
      if (tries === TRIES) return null;
      progress.say(`${file.name}: se cortó la conexión; lo intentamos otra vez.`);
      await pause(1000 * 2 ** tries);
    }
  }
}

/** The row of the file as the server now knows it, or nothing when the answer is not a row. */
function rowOf(answer) {
  const fresh = document.createElement("ul");
  fresh.innerHTML = answer?.responseText.trim().startsWith("<li") ? answer.responseText : "";
  return fresh.firstElementChild;
}

async function upload(input) {
  const [file] = input.files;
  const row = input.closest("li");
  if (!file || !row) return;
  const progress = progressOf(row, file);
  const address = `${form.dataset.upload}/${encodeURIComponent(input.name)}?nombre=${encodeURIComponent(file.name)}`;
  const fresh = rowOf(await sendUntilItArrives(address, file, progress));
  if (fresh) row.replaceWith(fresh);
  else progress.say(`${file.name}: todavía no se cargó. Se enviará al guardar.`);
}

form?.addEventListener("change", (event) => {
  if (event.target.type === "file") queue = queue.then(() => upload(event.target));
});
