import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createRecoveryWorld, type RecoveryBody, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

const post = (path: string, body?: object) => world.call<RecoveryBody>('POST', path, body ? { body } : {});
const cancel = (recovery: RecoveryBody) => post(`${world.path}/recoveries/${recovery.id}/cancellation`);
const countStates = async (): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { state } of await world.deliveries()) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

describe('a recovery is asked for', () => {
  test('twice at once and runs once: the second answer is the first one', async () => {
    await world.fail(2);
    const ask = { since: world.began };
    const answers = await Promise.all([
      post(`${world.path}/recovery`, ask),
      post(`${world.path}/recovery`, ask),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    expect(answers[0]?.body.id).toBe(answers[1]?.body.id as string);
    await world.finish(answers[0]?.body as RecoveryBody);
    expect(world.received()).toHaveLength(2);
  });

  test('in another way while one is running, and is refused, naming that one', async () => {
    await world.fail(1);
    const running = await world.recover();
    const { status, body } = await post(`${world.path}/recovery`, { since: world.began, include: 'failed' });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(body.detail).toContain(running.id);
    await world.finish(running);
    expect((await post(`${world.path}/recovery`, { since: world.began, include: 'failed' })).status).toBe(
      202,
    );
  });

  test('for an endpoint that takes nothing now, and is refused until that is active', async () => {
    await post(`${world.path}/pause`);
    const { status, body } = await post(`${world.path}/recovery`, { since: world.began });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(body.detail).toContain('activate it first');
  });
});

describe('a recovery that is canceled', () => {
  test('takes back what nobody has begun to send, and the next one finds all of it', async () => {
    const failed = await world.seed(60);
    const recovery = await world.recover({ include: 'failed', per_second: 10 });
    await world.tick();
    const sent = world.received();
    expect(sent.length).toBeLessThan(11);
    const { status, body } = await cancel(recovery);
    expect([status, body.state]).toEqual([200, 'canceled']);
    expect(body.outcome.withdrawn).toBe(10 - sent.length);
    world.clock.advance(5_000);
    await world.tick();
    expect(world.received()).toEqual([]);
    expect((await cancel(recovery)).body.code).toBe('invalid_transition');
    const second = await world.finish(await world.recover({ include: 'failed' }));
    expect(second.resent).toBe(60 - sent.length);
    expect([...sent, ...world.received()].sort()).toEqual(failed.toSorted());
    expect((await world.read(recovery)).outcome).toMatchObject({ delivered: sent.length, withdrawn: 0 });
  });

  test('takes back more than one unit does', async () => {
    await world.seed(600);
    const recovery = await world.recover({ include: 'failed', per_second: 500 });
    world.answerWith(500);
    for (let second = 0; second < 12; second += 1) {
      await world.tick();
      world.clock.advance(1_000);
      await world.drain();
    }
    const { waiting } = (await world.read(recovery)).outcome;
    expect(waiting).toBeGreaterThan(400);
    expect((await cancel(recovery)).body.outcome).toMatchObject({ waiting: 0, withdrawn: waiting });
  });

  test('leaves what it had made of missed events missed', async () => {
    for (let count = 0; count < 20; count += 1) await world.publish('commission.due');
    await world.call('PATCH', world.path, { body: { event_types: ['commission.due'] } });
    const recovery = await world.recover({ include: 'missed', per_second: 10 });
    await world.tick();
    const sent = world.received().length;
    await cancel(recovery);
    const next = await world.finish(await world.recover({ include: 'missed' }));
    expect(next).toMatchObject({ created: 10, resent: 10 - sent });
    expect(new Set(world.receiver.requests.map(({ body }) => JSON.parse(body).id)).size).toBe(20);
    expect(world.receiver.requests).toHaveLength(20);
  });
});

describe('in the middle of a recovery', () => {
  test('the endpoint is paused: nothing goes out, and all goes on once it is active', async () => {
    await world.seed(40);
    const recovery = await world.recover({ per_second: 10 });
    await world.tick();
    await post(`${world.path}/pause`);
    const before = world.receiver.requests.length;
    for (let second = 0; second < 10; second += 1) {
      world.clock.advance(1_000);
      await world.tick();
    }
    expect(world.receiver.requests).toHaveLength(before);
    expect((await world.read(recovery)).state).toBe('running');
    await post(`${world.path}/activation`);
    expect(await world.finish(recovery)).toMatchObject({ resent: 40, outcome: { delivered: 40 } });
  });

  test('the endpoint is deleted: it is canceled, and nothing is left waiting', async () => {
    await world.seed(40);
    const recovery = await world.recover({ per_second: 10 });
    await world.tick();
    await world.call('DELETE', world.path);
    world.clock.advance(5_000);
    await world.tick();
    expect(await countStates()).not.toHaveProperty('pending');
    expect((await world.read(recovery)).state).toBe('canceled');
  });

  test('its URL is changed: the rest goes to the new one, each once', async () => {
    await world.seed(40);
    const recovery = await world.recover({ per_second: 10 });
    await world.tick();
    await world.call('PATCH', world.path, { body: { url: `${world.receiver.url}/moved` } });
    expect(await world.finish(recovery)).toMatchObject({ outcome: { delivered: 40 } });
    const resent = world.receiver.requests;
    expect(new Set(resent.map(({ body }) => JSON.parse(body).id)).size).toBe(40);
    expect(resent.at(-1)?.path).toBe('/moved');
  });

  test('a person retries a delivery that it has yet to come to: it is sent once', async () => {
    await world.seed(40);
    const recovery = await world.recover({ per_second: 10 });
    await world.tick();
    const last = (await world.deliveries()).at(-1);
    await post(`/api/v1/deliveries/${last?.id}/retry`);
    await world.drain();
    expect(await world.finish(recovery)).toMatchObject({ resent: 39, outcome: { delivered: 39 } });
    expect(world.received()).toHaveLength(40);
  });

  test('a person retries a delivery that it has made due: it is that of the person from then on', async () => {
    await world.seed(40);
    const recovery = await world.recover({ per_second: 10 });
    await world.tick();
    const waiting = (await world.deliveries()).find(({ state }) => state === 'pending');
    await post(`/api/v1/deliveries/${waiting?.id}/retry`);
    const canceled = (await cancel(recovery)).body;
    await world.drain();
    const { withdrawn, delivered } = canceled.outcome;
    expect(withdrawn + delivered).toBe(9);
    expect((await world.call('GET', `/api/v1/deliveries/${waiting?.id}`)).body.state).toBe('delivered');
  });

  test('the receiver fails for a while: no more than 500 ever wait for it', async () => {
    await world.seed(1_100);
    const recovery = await world.recover({ include: 'failed', per_second: 500 });
    world.answerWith(500);
    for (let second = 0; second < 25; second += 1) {
      await world.tick();
      world.clock.advance(1_000);
      await world.drain();
    }
    expect((await world.read(recovery)).outcome.waiting).toBe(500);
    world.answerWith(204);
    world.clock.advance(60_000);
    expect(await world.finish(recovery)).toMatchObject({ state: 'completed', resent: 1_100 });
    world.clock.advance(5_000);
    await world.drain();
    expect((await world.read(recovery)).outcome).toMatchObject({ delivered: 1_100, waiting: 0 });
  }, 30_000);
});
