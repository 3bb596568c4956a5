// Five minutes before the session ends, offers to go on. Without this script the server still
// asks to sign in again, and the draft is already saved.
const script = document.querySelector("script[data-ends]");
const WARNING = 5 * 60_000;

/** Shows the note with its button; pressing it asks the server for any page, which renews the session. */
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
  const answer = await fetch("/sesion", { method: "HEAD", redirect: "manual" }).catch(() => null);
  const ends = answer?.headers.get("x-session-ends");
  if (answer?.ok && ends) {
    note.remove();
    schedule(new Date(ends));
  } else {
    note.querySelector("p").textContent = "No se pudo seguir. Guarde lo que escribe e ingrese otra vez.";
  }
}

/** Times beyond 24 days do not fit a timer; such a session needs no warning on this page. */
function schedule(ends) {
  const wait = ends.getTime() - Date.now() - WARNING;
  if (wait < 2 ** 31) setTimeout(warn, Math.max(wait, 0));
}

const ends = new Date(script?.dataset.ends ?? "");
if (!Number.isNaN(ends.getTime())) schedule(ends);
