// An SMTP server on the first port and an SMS gateway on the second, both on loopback, for one test.
// Writes a line of JSON when ready and for each thing received; ends when its standard input closes.
// The gateway is out of order for the first request: it answers 503.
import http from "node:http";
import { SMTPServer } from "smtp-server";

const [smtpPort, smsPort] = process.argv.slice(2).map(Number);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const text = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
};

const mail = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  async onData(stream, session, done) {
    const message = await text(stream);
    say({ mail: message.match(/^Message-ID: <([^@]+)@/im)?.[1], to: session.envelope.rcptTo.map((one) => one.address) });
    done();
  },
});

let asked = 0;
const gateway = http.createServer(async (request, response) => {
  const body = JSON.parse(await text(request));
  asked += 1;
  const status = asked === 1 ? 503 : 202;
  say({ sms: body, key: request.headers["idempotency-key"], token: request.headers.authorization, status });
  response.writeHead(status).end();
});

process.stdin.resume().on("end", () => process.exit(0));
mail.listen(smtpPort, "127.0.0.1", () => gateway.listen(smsPort, "127.0.0.1", () => say({ ready: true })));
