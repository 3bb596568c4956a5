// Files SVT-135 through HTTP from N clients, each filing with an annex; then officials review and sign them; then pages are
// read. Prints rates, latencies and the bytes of pages.
// Usage: node tests/bench/bench.mjs BASE_URL [clients=16] [seconds=10] [annexBytes=100000]
import { gzipSync } from "node:zlib";
import { FORM, browsers, field, form, multipart, unescape } from "./browser.mjs";
import { pdf } from "./pdf.mjs";

const [base = "http://localhost:8080", clients = "16", seconds = "10", annexBytes = "100000"] = process.argv.slice(2);
const count = Number(clients);

const steps = [
  ["solicitante", [["calidad", "propio"], ["nombre", "Luz Dary Chindoy"], ["tipo_documento", "cc"], ["documento", "1124850482"], ["direccion", "Calle 8"], ["municipio", "86001"]]],
  ["certificado", [["de_quien", "persona"], ["cedula_titular", "1124850482"], ["nombre_titular", "Luz Dary Chindoy"], ["proposito", "contratar"], ["rentas", "todas"], ["pago_reciente", "false"]]],
  ["notificaciones", [["notificacion", "personal"], ["datos_personales", "true"]]],
];
const filed = [];

let serial = 0;
/** A draft, its three steps, the filing: five requests. */
async function file({ ask }, { jar, csrf }) {
  const begun = await ask(jar, "POST", "/tramites/SVT-135/empezar", form([["csrf", csrf]]), FORM);
  const draft = expect(begun, /borradores\/([^/]+)/, "empezar");
  for (const [step, pairs] of steps) {
    serial += 1;
    // Each annex is a content of its own: none is stored once for all.
    const annex = step === "certificado" && { name: "recibo", bytes: pdf(Number(annexBytes), `${process.pid}-${serial} `) };
    const sent = multipart([["csrf", csrf], ...pairs, ["go", "next"]], annex);
    expect(await ask(jar, "POST", `/borradores/${draft}/${step}`, ...sent), /./, step);
  }
  const done = await ask(jar, "POST", `/borradores/${draft}/radicar`, form([["csrf", csrf]]), FORM);
  filed.push(expect(done, /casos\/([^/]+)\/acuse$/, "radicar"));
}

/** The reviewer takes the task and finds it complete; the signer takes it, sees the certificate and signs: eight requests. */
async function decide({ ask }, { reviewer, signer }) {
  const radicado = filed.shift();
  await take(ask, reviewer, radicado, "completa");
  const seen = await take(ask, signer, radicado, "conceder");
  const page = await ask(signer.jar, "GET", expect(seen, /(.*\/firmar\?.*)/, "conceder"));
  const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]);
  const address = page.url.pathname;
  expect(await ask(signer.jar, "POST", address, form([...hidden, ["firmo", "true"]]), FORM), /bandeja/, "firmar");
}

async function take(ask, { jar, csrf }, radicado, result) {
  const page = await ask(jar, "GET", `/bandeja/${radicado}`);
  const task = page.text.match(/\/tareas\/([0-9A-Z]{26})/)?.[1];
  if (!task) throw new Error(`${radicado} has no task: ${page.status}`);
  expect(await ask(jar, "POST", `/tareas/${task}/tomar`, form([["csrf", csrf]]), FORM), /./, "tomar");
  return ask(jar, "POST", `/tareas/${task}`, ...multipart([["csrf", csrf], ["resultado", result], ["go", "complete"]]));
}

/** What a redirection says, or a failure named by its step. */
function expect(answer, pattern, step) {
  const found = answer.location?.match(pattern);
  if (!found) throw new Error(`${step}: ${answer.status} ${answer.location ?? field(answer.text, "error") ?? ""}`);
  return found[1] ?? found[0];
}

async function measure(name, load, work) {
  const before = load.took.length;
  const took = [];
  const failures = new Map();
  const start = performance.now();
  const end = start + Number(seconds) * 1000;
  await Promise.all(Array.from({ length: count }, async (_, client) => {
    while (performance.now() < end) {
      const begun = performance.now();
      try {
        if ((await work(client)) === false) break;
        took.push(performance.now() - begun);
      } catch (error) {
        failures.set(error.message, (failures.get(error.message) ?? 0) + 1);
      }
    }
  }));
  const elapsed = (performance.now() - start) / 1000;
  const requests = load.took.slice(before);
  console.log(`${name}: ${(took.length / elapsed).toFixed(0)}/s, p50 ${at(took, 0.5)} ms, p99 ${at(took, 0.99)} ms; each of ${requests.length} requests p50 ${at(requests, 0.5)} ms, p99 ${at(requests, 0.99)} ms`);
  for (const [message, times] of failures) console.log(`  failed ${times} times: ${message}`);
}

function at(times, share) {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1);
}

/** Bytes of a page on the wire, gzipped as the server sends it. */
async function weigh(jar, address) {
  const headers = { "accept-encoding": "gzip", cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
  const answer = await fetch(new URL(address, base), { headers });
  const html = Buffer.from(await answer.arrayBuffer());
  return `${address} ${html.length} bytes, ${gzipSync(html, { level: 6 }).length} gzipped`;
}

const load = browsers(base, count);
const citizens = await Promise.all(Array.from({ length: count }, () => load.signIn("ciudadania", "luz-dary-chindoy")));
const offices = await Promise.all(Array.from({ length: count }, async () => ({
  reviewer: await load.signIn("funcionarios", "jairo-burbano"),
  signer: await load.signIn("funcionarios", "omar-benavides"),
})));
console.log(`${count} clients on the server's own cores`);
for (const page of ["/", "/tramites/SVT-135"]) console.log(await weigh(new Map(), page));
await measure("filings (5 requests, one annex)", load, (client) => file(load, citizens[client]));
await measure("decisions (8 requests, two of them draw the certificate)", load, (client) => filed.length > 0 && decide(load, offices[client]));
console.log(await weigh(offices[0].reviewer.jar, "/bandeja"));
await measure("page reads (the first page)", load, () => load.ask(new Map(), "GET", "/"));
load.close();
