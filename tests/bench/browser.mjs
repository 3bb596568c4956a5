// A browser without its pictures: it keeps cookies, follows redirections, and remembers how long each answer took.
import http from "node:http";

/** One kind of load: its requests share connections and a list of times in milliseconds. */
export function browsers(base, clients) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const took = [];

  function ask(jar, method, address, body, type) {
    const url = new URL(address, base);
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (body) Object.assign(headers, { "content-type": type, "content-length": Buffer.byteLength(body) });
    const begun = performance.now();
    return new Promise((done, failed) => {
      const request = http.request(url, { method, headers, agent }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => {
          took.push(performance.now() - begun);
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

  /** Signs somebody in through the demonstration's issuer: the person of that name, or the first. */
  async function signIn(audience, subject) {
    const jar = new Map();
    const chooser = await follow(jar, await ask(jar, "GET", `/ingresar/${audience}`));
    const hidden = [...chooser.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]);
    const body = form([...hidden, ["person", subject]]);
    await follow(jar, await ask(jar, "POST", chooser.url, body, FORM));
    const page = await ask(jar, "GET", "/tramites/SVT-135");
    return { jar, csrf: field(page.text, "csrf") };
  }

  return { ask, signIn, took, close: () => agent.destroy() };
}

export const FORM = "application/x-www-form-urlencoded";
export const form = (pairs) => new URLSearchParams(pairs).toString();
export const unescape = (text) => text.replaceAll("&amp;", "&").replaceAll("&#38;", "&").replaceAll("&#34;", '"').replaceAll("&#39;", "'");
/** The value of a hidden field of a page. */
export const field = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

/** A form with perhaps a file, as a browser sends it. */
export function multipart(pairs, file) {
  const boundary = "----radica-bench";
  const parts = pairs.map(([name, value]) => Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  if (file) parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${file.name}"; filename="recibo.pdf"\r\ncontent-type: application/pdf\r\n\r\n`), file.bytes, Buffer.from("\r\n"));
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return [Buffer.concat(parts), `multipart/form-data; boundary=${boundary}`];
}
