// Receives webhooks with the library: npm install svix
// WEBHOOK_SECRET=whsec_... PORT=3000 node receiver.mjs
import { createServer } from 'node:http';
import { Webhook } from 'svix';

const maxBodyBytes = 1_048_576;
const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '');

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
  const rawBody = Buffer.concat(chunks).toString();
  try {
    // Throws when the signature does not fit or the timestamp is more than five minutes off.
    webhook.verify(rawBody, request.headers);
  } catch {
    return response.writeHead(401).end();
  }
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
