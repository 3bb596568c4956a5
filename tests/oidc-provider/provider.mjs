// A certified OpenID Connect provider on a free loopback port, for the sign-in test.
// Usage: node provider.mjs CALLBACK_URL SIGNED_OUT_URL
// Prints one JSON line when it is ready, and ends when its standard input closes, so that it never
// outlives the test that started it.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [callback, signedOut] = process.argv.slice(2);

const people = {
  "luz-dary": { name: "Luz Dary Chindoy", identification: "41180552", email: "luz@correo.example", email_verified: true },
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "radica-prueba",
        client_secret: "secreto-de-prueba",
        redirect_uris: [callback],
        post_logout_redirect_uris: [signedOut],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["name", "identification"],
      email: ["email", "email_verified"],
    },
    pkce: { required: () => true },
    cookies: { keys: ["only for this test"] },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  });
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
});

process.stdin.on("end", () => process.exit(0)).resume();
