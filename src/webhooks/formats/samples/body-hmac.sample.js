// Receives webhooks with the HMAC-SHA256 of the raw body in a header.
// WEBHOOK_SECRET=whsec_... PORT=3000 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// Without it everybody could sign: no secret is a secret that is known.
const secret = process.env.WEBHOOK_SECRET;
if (!secret?.startsWith('whsec_')) throw new Error('WEBHOOK_SECRET is not set');
const maxBodyBytes = 1_048_576;
// As in the settings of the endpoint.
const signatureHeader = 'x-webhook-signature';
const encoding = 'hex'; // or 'base64'
const prefix = ''; // such as 'sha256='

/** Whether a request is genuine. `headers` with lower-case names, `rawBody` as it arrived. */
export function isGenuine(secret, headers, rawBody) {
  const signature = headers[signatureHeader];
  if (!signature?.startsWith(prefix)) return false;
  // The key is the text of the secret as it is shown, whsec_ included.
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  const given = Buffer.from(signature.slice(prefix.length), encoding);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// This signature covers no time: a recorded request stays genuine for ever, and only its id gives it away. Keep the
// ids in your database, in the transaction that handles the event.
const handled = new Set();

async function receive(request, response) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) return response.writeHead(413, { connection: 'close' }).end();
    chunks.push(chunk);
  }
  // The bytes that were signed: parse them only once they are verified.
  const rawBody = Buffer.concat(chunks);
  if (!isGenuine(secret, request.headers, rawBody)) return response.writeHead(401).end();
  const event = JSON.parse(rawBody);
  if (!handled.has(event.id)) {
    handled.add(event.id);
    console.log(`handling ${event.type} ${event.id}`);
  }
  response.writeHead(204).end();
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy());
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening'));
