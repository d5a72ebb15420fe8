import { createHmac, timingSafeEqual } from 'node:crypto';

/** A webhook that reached the merchant's side, and whether its signature was right. */
export interface ReceivedWebhook {
  readonly id: string;
  readonly type: string;
  readonly verified: boolean;
}

/** A merchant's webhook receiver, as the merchant would write it: it knows the displayed secret and nothing else. */
export interface Receiver {
  readonly url: string;
  /** The signing secret that was shown when the endpoint was made. */
  trust(secret: string): void;
  readonly received: readonly ReceivedWebhook[];
  stop(): Promise<void>;
}

export const startReceiver = (onWebhook: (webhook: ReceivedWebhook) => void): Receiver => {
  const received: ReceivedWebhook[] = [];
  let secret = '';
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const body = await request.text();
      const verified = isSigned(request.headers, body, secret);
      const { id, type } = JSON.parse(body) as { id: string; type: string };
      const webhook = { id, type, verified };
      received.push(webhook);
      onWebhook(webhook);
      return new Response(null, { status: verified ? 204 : 401 });
    },
  });
  return {
    url: `${server.url.origin}/webhooks`,
    trust: (shown) => {
      secret = shown;
    },
    received,
    stop: () => server.stop(true),
  };
};

/** Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, keyed by the bytes that follow `whsec_`. */
const isSigned = (headers: Headers, body: string, secret: string): boolean => {
  const content = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(content).digest();
  return (headers.get('webhook-signature') ?? '').split(' ').some((entry) => {
    const [version, signature = ''] = entry.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
};
