// Files SVT-135 through HTTP from N clients, each with an annex, and reads pages; prints rates and latencies.
// Usage: node tests/bench/filing.mjs BASE_URL [clients=16] [seconds=10] [annexBytes=100000]
// It signs in once per client through the demonstration's issuer, as a browser would.
import http from "node:http";

const [base = "http://localhost:8080", clients = "16", seconds = "10", annexBytes = "100000"] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(clients) });
const annex = Buffer.concat([Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n%"), Buffer.alloc(Number(annexBytes), "x"), Buffer.from("\ntrailer<</Root 1 0 R>>\n%%EOF\n")]);

/** One request; cookies are kept in `jar`. */
function ask(jar, method, address, body, type) {
  const url = new URL(address, base);
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
  if (body) Object.assign(headers, { "content-type": type, "content-length": Buffer.byteLength(body) });
  return new Promise((done, failed) => {
    const request = http.request(url, { method, headers, agent }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        for (const cookie of answer.headers["set-cookie"] ?? []) {
          const [pair] = cookie.split(";");
          const cut = pair.indexOf("=");
          jar.set(pair.slice(0, cut), pair.slice(cut + 1));
        }
        done({ status: answer.statusCode, location: answer.headers.location, text: Buffer.concat(parts).toString(), url });
      });
    });
    request.on("error", failed);
    request.end(body);
  });
}

async function follow(jar, answer) {
  while (answer.location) answer = await ask(jar, "GET", new URL(answer.location, answer.url));
  return answer;
}

const field = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
const form = (pairs) => new URLSearchParams(pairs).toString();

async function signIn() {
  const jar = new Map();
  const chooser = await follow(jar, await ask(jar, "GET", "/ingresar/ciudadania"));
  const hidden = [...chooser.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value.replaceAll("&amp;", "&")]);
  const person = chooser.text.match(/name="person" value="([^"]+)"/)[1];
  const body = form([...hidden, ["person", person]]);
  await follow(jar, await ask(jar, "POST", chooser.url, body, "application/x-www-form-urlencoded"));
  const page = await ask(jar, "GET", "/tramites/SVT-135");
  return { jar, csrf: field(page.text, "csrf") };
}

function multipart(csrf, pairs, file) {
  const boundary = "----radica-bench";
  const parts = [["csrf", csrf], ...pairs].map(([name, value]) => Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  if (file) parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${file.name}"; filename="recibo.pdf"\r\ncontent-type: application/pdf\r\n\r\n`), file.bytes, Buffer.from("\r\n"));
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

const steps = [
  ["solicitante", [["calidad", "propio"], ["nombre", "Luz Dary Chindoy"], ["tipo_documento", "cc"], ["documento", "1124850482"], ["direccion", "Calle 8"], ["municipio", "86001"]]],
  ["certificado", [["de_quien", "persona"], ["cedula_titular", "1124850482"], ["nombre_titular", "Luz Dary Chindoy"], ["proposito", "contratar"], ["rentas", "todas"], ["pago_reciente", "false"]]],
  ["notificaciones", [["notificacion", "personal"], ["datos_personales", "true"]]],
];

let serial = 0;
async function file({ jar, csrf }) {
  const begun = await ask(jar, "POST", "/tramites/SVT-135/empezar", form([["csrf", csrf]]), "application/x-www-form-urlencoded");
  const draft = begun.location?.match(/borradores\/([^/]+)/)?.[1];
  if (!draft) throw new Error(`empezar: ${begun.status}`);
  for (const [step, pairs] of steps) {
    serial += 1;
    // Each annex is a content of its own: none is stored once for all.
    const bytes = Buffer.concat([annex, Buffer.from(`%${process.pid}-${serial}\n`)]);
    const sent = multipart(csrf, [...pairs, ["go", "next"]], step === "certificado" && { name: "recibo", bytes });
    const saved = await ask(jar, "POST", `/borradores/${draft}/${step}`, sent.body, sent.type);
    if (saved.status !== 303) throw new Error(`${step}: ${saved.status} ${saved.text.match(/class="err"[^]*?<\/p>/)?.[0] ?? ""}`);
  }
  const filed = await ask(jar, "POST", `/borradores/${draft}/radicar`, form([["csrf", csrf]]), "application/x-www-form-urlencoded");
  if (!/acuse$/.test(filed.location ?? "")) throw new Error(`radicar: ${filed.status}`);
}

async function measure(name, count, work) {
  const took = [];
  const end = performance.now() + Number(seconds) * 1000;
  const start = performance.now();
  const failures = new Map();
  await Promise.all(Array.from({ length: count }, async (_, client) => {
    while (performance.now() < end) {
      const begun = performance.now();
      try {
        await work(client);
        took.push(performance.now() - begun);
      } catch (error) {
        failures.set(error.message, (failures.get(error.message) ?? 0) + 1);
      }
    }
  }));
  const elapsed = (performance.now() - start) / 1000;
  took.sort((left, right) => left - right);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))]?.toFixed(1);
  console.log(`${name}: ${(took.length / elapsed).toFixed(0)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${count} clients, ${took.length} done`);
  for (const [message, times] of failures) console.log(`  failed ${times} times: ${message}`);
}

const sessions = await Promise.all(Array.from({ length: Number(clients) }, signIn));
const page = await fetch(base, { headers: { "accept-encoding": "gzip" } });
console.log(`first page: ${page.headers.get("content-length") ?? "chunked"} bytes of HTML on the wire`);
await measure("filings (five requests each, one annex)", Number(clients), (client) => file(sessions[client]));
await measure("page reads (the first page)", Number(clients), () => ask(new Map(), "GET", "/"));
agent.destroy();
