import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type RawReceiver, startRawReceiver, type WriteAnswer } from './support/raw-receiver.ts';
import { createWebhookTest, type DeliveryBody, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
let raw: RawReceiver | undefined;

beforeEach(async () => {
  world = await createWebhookTest({ timeoutMs: 250 });
});
afterEach(async () => {
  raw?.stop();
  raw = undefined;
  await world.close();
});

const sendTo = async (url: string): Promise<DeliveryBody> => {
  await world.subscribe({ url });
  await world.publish();
  await world.drain();
  const [delivery] = await world.deliveries();
  if (!delivery) throw new Error('a delivery');
  return delivery;
};

const sendToRaw = (answer: WriteAnswer): Promise<DeliveryBody> => {
  raw = startRawReceiver(answer);
  return sendTo(raw.url);
};

/** Recorded, and to be tried again in thirty seconds. */
const retried = (attempt: object) => ({
  state: 'pending',
  next_attempt_at: '2026-05-15T12:00:30.000Z',
  attempts: [attempt],
});

const head = 'HTTP/1.1 200 OK\r\n';

describe('a receiver', () => {
  test('that is down is tried again', async () => {
    const { url } = world.receiver;
    await world.receiver.stop();
    expect(await sendTo(url)).toMatchObject(retried({ status: null, error: 'connection_refused' }));
  });

  test('that never answers is given up after the time limit, and tried again', async () => {
    world.receiver.answer(() => new Promise(() => undefined));
    expect(await sendTo(world.receiver.url)).toMatchObject(retried({ status: null, error: 'timeout' }));
  });

  test('that redirects is not followed, and tried again', async () => {
    world.receiver.answer(() => Response.redirect(`${world.receiver.url}/elsewhere`, 307));
    expect(await sendTo(world.receiver.url)).toMatchObject(retried({ status: 307, error: null }));
    expect(world.receiver.requests).toHaveLength(1);
  });

  test('that redirects into the private network is not followed either', async () => {
    world.receiver.answer(() => Response.redirect('http://169.254.169.254/latest/meta-data', 302));
    expect(await sendTo(world.receiver.url)).toMatchObject(retried({ status: 302 }));
  });

  test('that answers without end is cut off, and its 200 counts', async () => {
    world.receiver.answer(
      () =>
        new Response(
          new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(97)) }),
        ),
    );
    const { state, attempts } = await sendTo(world.receiver.url);
    expect(state).toBe('delivered');
    expect(attempts[0]?.response_excerpt).toHaveLength(8_192);
  });

  test('that drips its answer is given up after the time limit', async () => {
    const dripping = sendToRaw((write) => write(`${head}content-length: 100\r\n\r\na`));
    expect(await dripping).toMatchObject(retried({ status: 200, error: 'timeout' }));
  });

  test('that promises more than it sends is tried again', async () => {
    const lying = sendToRaw((write, end) => {
      write(`${head}content-length: 1000\r\n\r\nshort`);
      end();
    });
    expect(await lying).toMatchObject(retried({ status: 200, error: 'connection_reset' }));
  });

  test('that closes without an answer is tried again', async () => {
    expect(await sendToRaw((_, end) => end())).toMatchObject(
      retried({ status: null, error: 'connection_reset' }),
    );
  });

  test('that does not speak HTTP is tried again', async () => {
    const mute = sendToRaw((write, end) => {
      write('SSH-2.0-OpenSSH_9.2\r\n');
      end();
    });
    expect(await mute).toMatchObject(retried({ status: null }));
  });

  test('that answers in no known encoding leaves a readable excerpt', async () => {
    world.receiver.answer(() => new Response(new Uint8Array([0x66, 0, 0xff, 0xfe, 0x67]), { status: 500 }));
    const { attempts } = await sendTo(world.receiver.url);
    expect(attempts[0]?.response_excerpt).toBe('f\u{fffd}\u{fffd}g');
  });

  test('at an address that may not be reached is never called', async () => {
    await world.subscribe({ url: 'http://receiver.example.com/hook' });
    await world.publish();
    await world.drain();
    expect((await world.deliveries())[0]).toMatchObject(retried({ error: 'dns_failure' }));
  });
});

describe('a fault of our own', () => {
  test('uses up no retry and does not count against the endpoint', async () => {
    await world.close();
    let failures = 7;
    world = await createWebhookTest({
      send: async () => {
        failures -= 1;
        if (failures >= 0) return { kind: 'failed', error: 'dns_unavailable', fault: 'ours', durationMs: 1 };
        return { kind: 'answered', status: 204, headers: {}, excerpt: '', truncated: false, durationMs: 1 };
      },
    });
    const endpoint = await world.subscribe();
    await world.publish();
    await world.drain();
    for (const pauseMs of [15, 30, 60, 120, 240, 300, 300]) await world.drainAfter(pauseMs * 1_000);
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered' });
    expect(delivery?.attempts).toHaveLength(8);
    const { body } = await world.call('GET', `/api/v1/webhook-endpoints/${endpoint.id}`);
    expect(body).toMatchObject({ failing_since: null, last_failed_at: null });
  });
});
