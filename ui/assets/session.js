// Five minutes before the session ends, offers to go on. Without this script the server still
// asks to sign in again, and the draft is already saved.
const WARNING = 5 * 60_000;
const endOf = (page) => new Date(page.querySelector("script[data-ends]")?.dataset.ends ?? "");

/** Shows the note; its button asks the server for a page, which renews the session. */
function warn() {
  const note = document.createElement("div");
  note.className = "note warn";
  note.setAttribute("role", "alert");
  note.innerHTML = "<div><h2>Su sesión termina en 5 minutos</h2><p>Lo que guardó sigue guardado.</p></div>";
  const button = document.createElement("button");
  button.className = "btn alt push";
  button.type = "button";
  button.textContent = "Seguir";
  button.addEventListener("click", () => renew(note));
  note.append(button);
  document.querySelector("#contenido")?.prepend(note);
}

async function renew(note) {
  const answer = await fetch("/cuenta").catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  const ends = endOf(new DOMParser().parseFromString(text, "text/html"));
  if (ends.getTime() > Date.now() + WARNING) {
    note.remove();
    schedule(ends);
  } else {
    note.querySelector("p").textContent = "No se pudo seguir. Guarde lo que escribe e ingrese otra vez.";
  }
}

/** A wait of more than 24 days does not fit a timer, and such a session needs no warning on this page. */
function schedule(ends) {
  const wait = ends.getTime() - Date.now() - WARNING;
  if (wait < 2 ** 31) setTimeout(warn, Math.max(wait, 0));
}

const ends = endOf(document);
if (!Number.isNaN(ends.getTime())) schedule(ends);
