// Receives webhooks signed as the AffiliateBase page describes: svix-id, svix-timestamp, svix-signature.
// WEBHOOK_SECRET=whsec_... PORT=3000 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// Without it everybody could sign: no secret is a secret that is known.
const secret = process.env.WEBHOOK_SECRET;
if (!secret?.startsWith('whsec_')) throw new Error('WEBHOOK_SECRET is not set');
const toleranceSeconds = 300;
const maxBodyBytes = 1_048_576;

/** Whether a request is genuine and recent. `headers` with lower-case names, `rawBody` as it arrived. */
export function isGenuine(secret, headers, rawBody, nowSeconds = Date.now() / 1000) {
  const id = headers['svix-id'];
  const timestamp = headers['svix-timestamp'];
  const signature = headers['svix-signature'];
  if (!id || !timestamp || !signature) return false;
  if (!(Math.abs(nowSeconds - Number(timestamp)) <= toleranceSeconds)) return false;

  // The key is the text of the secret as it is shown, whsec_ included.
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(rawBody).digest();
  const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// An event may arrive more than once. Keep the ids in your database, in the transaction that handles the event.
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
