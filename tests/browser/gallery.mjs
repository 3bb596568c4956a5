// The gallery of pages (written by `cargo test -p radica gallery`) behind a server, and a browser.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const KINDS = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript" };

export const folder = process.env.GALLERY ?? path.join(here, "../../target/gallery");

/** Serves the gallery on loopback; `answer(request, response)` may answer first and then says true. */
export async function serveGallery(answer = () => false) {
  const server = createServer(async (request, response) => {
    if (await answer(request, response)) return;
    const name = path.basename(new URL(request.url, "http://x").pathname);
    const bytes = await readFile(path.join(folder, name)).catch(() => null);
    const kind = KINDS[path.extname(name)];
    if (bytes && kind) response.writeHead(200, { "content-type": kind }).end(bytes);
    else response.writeHead(404, { "content-type": "text/html" }).end("<title>No está</title>");
  });
  await new Promise((ready) => { server.listen(0, "127.0.0.1", ready); });
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}
