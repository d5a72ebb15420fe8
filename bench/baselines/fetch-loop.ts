import { createHmac } from 'node:crypto';

/** The least that delivering can cost: so many requests at a time, each signed, nothing remembered. */
const [url = '', count = '', concurrency = '', bodyPath = ''] = process.argv.slice(2);
const body = await Bun.file(bodyPath).text();
const secret = crypto.getRandomValues(new Uint8Array(36));
let left = Number(count);

const send = async (): Promise<void> => {
  const id = `evt_${String(left).padStart(40, '0')}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
};

const sendUntilNoneIsLeft = async (): Promise<void> => {
  while (left > 0) {
    left -= 1;
    await send();
  }
};

await Promise.all(Array.from({ length: Number(concurrency) }, sendUntilNoneIsLeft));
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ processorMs: (user + system) / 1_000 }));
