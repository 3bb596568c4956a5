// Starts the real program on free ports of loopback with its demo, for one test file; stops it by its own pid.
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

// The program refuses settings that it does not know, and this one is only ours.
const { RADICA_BIN, ...environment } = process.env;
const program = RADICA_BIN ?? path.resolve(import.meta.dirname, "../../target/debug/radica");

/** A port of loopback that nobody listens on now. */
function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answers(address) {
  for (let tries = 0; tries < 150; tries += 1) {
    try {
      if ((await fetch(address)).ok) return;
    } catch {
      // Not yet: it is starting.
    }
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error(`${address} does not answer`);
}

/** An empty folder for the data of one installation. */
export const dataFolder = () => mkdtemp(path.join(os.tmpdir(), "radica-browser-"));

/** Runs a command of the program to its end; what it printed. */
export async function runRadica(...command) {
  return (await promisify(execFile)(program, command, { env: environment })).stdout;
}

/** A copy of the definitions with these processes too: texts by their ids. */
async function catalogueWith(processes, data) {
  const own = path.resolve(import.meta.dirname, "../../workflows");
  const copy = path.join(data, "catalogo");
  const code = ["src", "tests", "render"].map((folder) => path.join(own, folder));
  await cp(own, copy, { recursive: true, filter: (file) => !code.includes(file) });
  for (const [id, text] of Object.entries(processes)) await writeFile(path.join(copy, "processes", `${id}.yaml`), text);
  return copy;
}

/**
 * The program, listening, with the processes of the catalogue and these; `data` is its folder, a new one unless it is given.
 * `restart` ends it and starts it again there with another catalogue.
 */
export async function startRadica({ processes = {}, data } = {}) {
  data ??= await dataFolder();
  const added = Object.keys(processes).length > 0;
  const own = added ? ["--catalog-dir", await catalogueWith(processes, data)] : [];
  const [port, issuerPort] = [await freePort(), await freePort()];
  const base = `http://localhost:${port}`;
  let log = "";

  async function launch(catalog) {
    const where = ["--data-dir", data, "--listen", `127.0.0.1:${port}`, "--public-url", base];
    const child = spawn(program, ["serve", "--demo", ...where, ...catalog], {
      env: { ...environment, RADICA_DEMO_LISTEN: `127.0.0.1:${issuerPort}`, RUST_LOG: "warn" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => { log += text; });
    const ended = new Promise((done) => { child.on("exit", done); });
    try {
      await answers(base);
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${error.message}\n${log}`);
    }
    return async () => {
      child.kill("SIGTERM");
      await ended;
    };
  }

  let end = await launch(own);
  return {
    base,
    data,
    log: () => log,
    async restart(catalog) {
      await end();
      end = await launch(["--catalog-dir", catalog]);
    },
    async stop() {
      await end();
      await rm(data, { recursive: true, force: true });
    },
  };
}
