import { afterEach, expect, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** More than any queue of connections that nobody takes. */
const many = 8_000;
const together = 200;

let world: WebhookTest;
const sockets: Socket[] = [];
let listener: Bun.Subprocess<'ignore', 'pipe', 'inherit'> | undefined;
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  listener?.kill('SIGKILL');
  await listener?.exited;
  await world.close();
});

const startListener = async (): Promise<number> => {
  listener = Bun.spawn([process.execPath, join(import.meta.dir, 'full-child.ts')], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const { value } = await listener.stdout.getReader().read();
  return Number(new TextDecoder().decode(value));
};

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    sockets.push(socket);
    setTimeout(() => resolve(false), 300);
  });

/** Connects until the system takes no more. */
const fill = async (port: number): Promise<void> => {
  for (let made = 0; made < many; made += together) {
    const taken = await Promise.all(Array.from({ length: together }, () => isTaken(port)));
    if (taken.includes(false)) return;
  }
  throw new Error('the queue has no end');
};

test('a receiver that never accepts is given up after the time limit, and tried again', async () => {
  world = await createWebhookTest({ timeoutMs: 250 });
  const port = await startListener();
  await fill(port);
  const { id } = await world.subscribe({ url: `http://127.0.0.1:${port}/` });
  await world.publish();
  await world.drain();
  expect((await world.deliveries())[0]).toMatchObject({
    state: 'pending',
    next_attempt_at: '2026-05-15T12:00:30.000Z',
    attempts: [{ number: 1, status: null, error: 'timeout' }],
  });
  const { body } = await world.call('GET', `/api/v1/webhook-endpoints/${id}`);
  expect(body).toMatchObject({ state: 'active', failing_since: '2026-05-15T12:00:00.000Z' });
}, 30_000);
