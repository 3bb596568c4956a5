// Letter keys for officials. They act only outside fields, and only press what the page already
// offers: a link or a button marked with `data-key`, or the rows of a table.
const GO = { b: "/bandeja", e: "/expedientes", p: "/gestion/politicas" };
let going = false;

const rows = () => [...document.querySelectorAll(".dense tbody tr")];
const inField = (target) => target.closest?.("input:not([type=checkbox]),select,textarea,[contenteditable]");

/** Moves the focus to the link of the next row or the one before. */
function move(step) {
  const list = rows();
  const here = list.findIndex((row) => row.contains(document.activeElement));
  const next = list[Math.min(Math.max(here + step, 0), list.length - 1)];
  next?.querySelector("a")?.focus();
}

function choose() {
  document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]")?.click();
}

function open(key) {
  document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`)?.click();
}

function closeLast() {
  [...document.querySelectorAll("details[open]")].at(-1)?.removeAttribute("open");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return closeLast();
  if (inField(event.target)) return;
  const key = event.key.toLowerCase();
  if (going) {
    going = false;
    if (GO[key]) location.href = GO[key];
    return;
  }
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    x: choose,
    g: () => { going = true; },
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.querySelector("#atajos")?.setAttribute("open", ""),
  };
  if (acts[key]) {
    event.preventDefault();
    acts[key]();
  } else {
    open(key);
  }
});
