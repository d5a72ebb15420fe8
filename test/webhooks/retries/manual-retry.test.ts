import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { minuteMs, secondMs } from '../../../src/core/clock.ts';
import { deliveryTransitions } from '../../../src/webhooks/deliveries/delivery.ts';
import { testOrigin } from '../../support/app.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let path: string;

beforeEach(async () => {
  world = await createWebhookTest({});
  path = `/api/v1/webhook-endpoints/${(await world.subscribe()).id}`;
  await world.publish();
  await world.drain();
});
afterEach(() => world.close());

const answerWith = (status: number): void => world.receiver.answer(() => new Response(null, { status }));
const last = async () => {
  const delivery = (await world.deliveries()).at(-1);
  if (!delivery) throw new Error('a delivery');
  return delivery;
};
const retry = async () => {
  const { status, body } = await world.call('POST', `/api/v1/deliveries/${(await last()).id}/retry`);
  return status === 200 ? status : [status, body.code];
};
const failOnce = async (status: number): Promise<void> => {
  answerWith(status);
  await world.publish();
  await world.drain();
};

describe('a retry by a person', () => {
  test('takes the place of the automatic one: it is sent once, not twice', async () => {
    await failOnce(500);
    answerWith(200);
    expect(await retry()).toBe(200);
    await world.drain();
    await world.drainAfter(5 * minuteMs);
    expect(world.receiver.requests).toHaveLength(3);
    expect(await last()).toMatchObject({ state: 'delivered' });
  });

  test('is refused while the delivery is in flight, and repeats nothing', async () => {
    let answer = (): void => undefined;
    world.receiver.answer(() => new Promise((resolve) => (answer = () => resolve(new Response()))));
    await world.publish();
    const drained = world.drain();
    await world.receiver.waitFor(2);
    expect(await retry()).toEqual([409, 'invalid_transition']);
    answer();
    await drained;
    expect(world.receiver.requests).toHaveLength(2);
  });

  test('begins the whole schedule again after a final answer', async () => {
    await failOnce(422);
    expect(await last()).toMatchObject({ state: 'rejected' });
    answerWith(500);
    expect(await retry()).toBe(200);
    await world.drain();
    expect(await last()).toMatchObject({ state: 'pending' });
    await world.drainAfter(30 * secondMs);
    expect((await last()).attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('is refused of one that has arrived', async () => {
    expect(await retry()).toEqual([409, 'invalid_transition']);
  });

  test('is refused while its endpoint is paused, disabled or deleted, and of a payload that is gone', async () => {
    await failOnce(422);
    await world.call('POST', `${path}/pause`);
    expect(await retry()).toEqual([409, 'conflict']);
    await world.call('POST', `${path}/activation`);
    await world.call('PATCH', path, { body: { retry_policy: 'standard' } });
    answerWith(410);
    expect(await retry()).toBe(200);
    await world.drain();
    expect((await world.call('GET', path)).body.state).toBe('disabled');
    expect(await retry()).toEqual([409, 'conflict']);
    await world.call('POST', `${path}/activation`, { body: { held: 'keep' } });
    await world.app.transact(testOrigin, async ({ tx }) => {
      await tx.updateTable('events').set({ body: null }).execute();
    });
    expect(await retry()).toEqual([409, 'conflict']);
    await world.call('DELETE', path);
    expect(await retry()).toEqual([409, 'conflict']);
    expect(world.receiver.requests).toHaveLength(3);
  });
});

describe('a move of a delivery', () => {
  for (const from of deliveryTransitions.states) {
    for (const to of deliveryTransitions.states) {
      const legal = deliveryTransitions.table[from].includes(to);
      test(`from ${from} to ${to} is ${legal ? 'allowed' : 'refused'}`, () => {
        expect(deliveryTransitions.mayMove(from, to)).toBe(legal);
        const move = () => deliveryTransitions.assertMove(from, to);
        if (legal) expect(move).not.toThrow();
        else expect(move).toThrow(`that is ${from} cannot become ${to}`);
      });
    }
  }
});
