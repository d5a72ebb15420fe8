import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Socket } from 'node:net';
import { answering, ok, type Receiver, startReceiver } from '../outbound/receiver.ts';
import type { AnswerBody } from '../support/call.ts';
import { fromSource } from '../support/process.ts';
import { freePort } from '../support/server-process.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

setDefaultTimeout(journeyTimeoutMs);

/** More than one endpoint may have under way, so that a backlog builds up behind each that does not answer. */
const sales = 40;

interface Attempt {
  readonly status: number | null;
  readonly error: string | null;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly response_excerpt: string | null;
}
type Delivery = AnswerBody & {
  readonly attempts: readonly Attempt[];
  readonly next_attempt_at: string | null;
};

const head = (status: string, ...headers: string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');

const endless = (socket: Socket): void => {
  socket.write(head('200 OK'));
  const more = (): void => {
    while (!socket.destroyed && socket.write('x'.repeat(16_384)));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
};

describe('a running server among hostile receivers', () => {
  const cleanup = new AsyncDisposableStack();
  const endpoints = new Map<string, string>();
  let shop: Installation;
  let healthy: WebhookReceiver;
  let trap: Receiver;
  let silent: Receiver;
  /** Whether the server has given up on a request that the silent one did not answer. */
  let isHungUp = false;
  let isMended = false;
  let answers = 0;

  beforeAll(async () => {
    healthy = cleanup.use(startWebhookReceiver());
    shop = cleanup.use(await install(fromSource));
    await shop.build.program();
    const hostile = async (name: string, behave: Parameters<typeof startReceiver>[0]): Promise<Receiver> => {
      const receiver = cleanup.use(await startReceiver(behave));
      await subscribe(name, `http://127.0.0.1:${receiver.port}/`);
      return receiver;
    };
    await subscribe('down', `http://127.0.0.1:${await freePort()}/`);
    silent = await hostile('silent', (socket) => {
      if (silent.connections() === 1) socket.end(ok);
      else {
        socket.on('close', () => {
          isHungUp = true;
        });
      }
    });
    trap = cleanup.use(await startReceiver(answering(ok)));
    const elsewhere = `Location: http://127.0.0.1:${trap.port}/`;
    await hostile('redirecting', answering(head('302 Found', elsewhere, 'Content-Length: 0')));
    await hostile('endless', endless);
    await hostile('lying', answering(`${head('200 OK', 'Content-Length: 1000')}short`));
    await hostile('babbling', answering('SSH-2.0-OpenSSH_9.2\r\n'));
    await hostile(
      'failing',
      (socket) => void socket.end(isMended ? ok : head('500 Oops', 'Content-Length: 0', 'Connection: close')),
    );
    await hostile('busy', (socket) => {
      answers += 1;
      const wait = head('429 Too Many Requests', 'Retry-After: 1', 'Content-Length: 0', 'Connection: close');
      socket.end(answers === 1 ? wait : ok);
    });
    await subscribe('healthy', healthy.url);
  });
  afterAll(() => cleanup.disposeAsync());

  const subscribe = async (name: string, url: string): Promise<void> => {
    const body = { name, url, event_types: ['conversion.created'] };
    const answer = await shop.call('POST', '/api/v1/webhook-endpoints', { body });
    expect(answer.status).toBe(201);
    endpoints.set(name, answer.body.id);
  };

  const deliveriesTo = async (name: string): Promise<readonly Delivery[]> => {
    const path = `/api/v1/deliveries?limit=200&endpoint_id=${endpoints.get(name)}`;
    return (await shop.call<{ data: Delivery[] }>('GET', path)).body.data;
  };

  /** The delivery of the first sale, or of a later one, once it has so many attempts. */
  const attempted = (name: string, attempts = 1, sale = 0): Promise<Delivery> =>
    eventually(`attempt ${attempts} at the ${name} receiver`, async () => {
      const delivery = (await deliveriesTo(name)).at(-1 - sale);
      return delivery && delivery.attempts.length >= attempts ? delivery : undefined;
    });

  const sell = async (orders: readonly string[]): Promise<void> => {
    const items = orders.map((order_id) => ({
      operation: 'purchase',
      order_id,
      amount: 100,
      currency: 'USD',
    }));
    expect((await shop.call('POST', '/track/batch', { body: { items } })).status).toBe(200);
  };

  test('tells the one that answers of everything while another has fallen silent', async () => {
    await sell(['first']);
    expect(await attempted('silent')).toMatchObject({ state: 'delivered' });
    await sell(Array.from({ length: sales }, (_, index) => `order-${index}`));
    await healthy.until('every sale', () => healthy.accepted().size === 1 + sales);
    expect(healthy.arrivals).toHaveLength(1 + sales);
    expect(isHungUp).toBe(false);
  });

  test.each([
    ['down', { status: null, error: 'connection_refused' }],
    ['redirecting', { status: 302, error: null }],
    ['lying', { status: 200, error: 'connection_reset' }],
    ['babbling', { status: null, error: 'invalid_response' }],
    ['failing', { status: 500, error: null }],
  ])('records how a receiver is %s, and will try again after half a minute', async (name, attempt) => {
    const delivery = await attempted(name);
    expect(delivery).toMatchObject({ state: 'pending', attempts: [attempt] });
    const [{ started_at, duration_ms } = { started_at: '', duration_ms: 0 }] = delivery.attempts;
    const waitMs = Date.parse(String(delivery.next_attempt_at)) - Date.parse(started_at) - duration_ms;
    expect(waitMs).toBeWithin(30_000, 60_000);
  });

  test('follows no redirect', () => {
    expect(trap.connections()).toBe(0);
  });

  test('reads an endless answer for a while and keeps its beginning', async () => {
    const { state, attempts } = await attempted('endless');
    expect(state).toBe('delivered');
    expect(attempts[0]?.response_excerpt).toBe('x'.repeat(8_192));
  });

  test('comes back when a busy receiver said it might', async () => {
    const { state, attempts } = await attempted('busy', 2);
    expect(attempts.map(({ status }) => status)).toEqual([429, 200]);
    expect(state).toBe('delivered');
  });

  test('sends again at once when a person says that the receiver is mended', async () => {
    isMended = true;
    const { id } = await attempted('failing');
    expect((await shop.call('POST', `/api/v1/deliveries/${id}/retry`)).status).toBe(200);
    const delivery = await attempted('failing', 2);
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 500 }, { status: 200 }] });
  });

  test('gives up on silence after ten seconds, asks little of it meanwhile, and stops in order', async () => {
    const { state, attempts } = await attempted('silent', 1, 1);
    expect({ state, attempts }).toMatchObject({
      state: 'pending',
      attempts: [{ status: null, error: 'timeout' }],
    });
    expect(attempts[0]?.duration_ms).toBeGreaterThan(9_000);
    // The one it answered, four at once, and since they took too long one at a time.
    expect(silent.connections()).toBeWithin(2, 7);
    await silent[Symbol.asyncDispose]();
    expect(await shop.stop()).toBe(0);
  });
});
