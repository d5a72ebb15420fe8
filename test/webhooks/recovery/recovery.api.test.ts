import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createRecoveryWorld, type RecoveryBody, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

describe('POST /api/v1/webhook-endpoints/:id/recovery', () => {
  test.each([
    ['no moment', {}, 'since'],
    ['two moments', { since: '2026-01-01T00:00:00Z', since_event_id: 'evt_0000000000' }, 'since'],
    ['a moment to come', { since: '2099-01-01T00:00:00Z' }, 'since'],
    ['no time', { since: 'yesterday' }, 'since'],
    ['an event that there is not', { since_event_id: 'evt_0000000000' }, 'since_event_id'],
    ['another kind', { since: '2026-01-01T00:00:00Z', include: 'some' }, 'include'],
    ['no pace', { since: '2026-01-01T00:00:00Z', per_second: 0 }, 'per_second'],
    ['too fast a pace', { since: '2026-01-01T00:00:00Z', per_second: 501 }, 'per_second'],
    ['a field it does not know', { since: '2026-01-01T00:00:00Z', speed: 1 }, 'speed'],
  ])('refuses %s', async (_what, body, path) => {
    const answer = await world.call('POST', `${world.path}/recovery`, { body });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
  });

  test('answers with the recovery, at 50 a second and of everything unless told otherwise', async () => {
    const { status, body } = await world.call('POST', `${world.path}/recovery`, {
      body: { since: world.began },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'running', include: 'all', per_second: 50, since: world.began });
    expect(body).toMatchObject({ found: 0, finished_at: null });
  });
});

describe('GET /api/v1/webhook-endpoints/:id/recovery/preview', () => {
  test('counts what a recovery would send, and sends nothing', async () => {
    await world.publish('commission.due');
    await world.fail(2);
    await world.call('PATCH', world.path, { body: { event_types: ['*'] } });
    const preview = async (query: string) =>
      (await world.call('GET', `${world.path}/recovery/preview?${query}`)).body;
    expect(await preview(`since=${world.began}`)).toMatchObject({
      ...{ include: 'all', failed: 2, missed: 1, skipped: 0, total: 3, exact: true },
    });
    expect(await preview(`since=${world.began}&include=missed`)).toMatchObject({ failed: 0, missed: 1 });
    await world.tick();
    expect(world.received()).toEqual([]);
  });

  test('is what a recovery then sends', async () => {
    await world.fail(7);
    const { body } = await world.call('GET', `${world.path}/recovery/preview?since=${world.began}`);
    expect((await world.finish(await world.recover())).found).toBe(body.total as number);
  });
});

describe('GET /api/v1/webhook-endpoints/:id/recoveries', () => {
  test('lists them newest first, page by page', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const recovery = await world.recover({ per_second: count + 1 });
      made.unshift(recovery.id);
      await world.finish(recovery);
    }
    const first = await world.call('GET', `${world.path}/recoveries?limit=2`);
    const rest = await world.call('GET', `${world.path}/recoveries?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.data, ...rest.body.data].map(({ id }) => id)).toEqual(made);
    expect(rest.body.next_cursor).toBeNull();
  });
});

describe('the recoveries of a deleted endpoint', () => {
  test('can be read, and its statistics, but none begins', async () => {
    await world.fail(2);
    const recovery = await world.finish(await world.recover());
    expect((await world.call('DELETE', world.path)).status).toBe(204);
    const listed = await world.call('GET', `${world.path}/recoveries`);
    expect(listed.body.data).toMatchObject([{ id: recovery.id, state: 'completed', found: 2 }]);
    expect(await world.read(recovery)).toMatchObject({ state: 'completed', outcome: { delivered: 2 } });
    const statistics = await world.call('GET', `${world.path}/statistics`);
    expect([statistics.status, statistics.body.endpoint_id]).toEqual([200, recovery.endpoint_id]);
    const begun = await world.call('POST', `${world.path}/recovery`, { body: { since: world.began } });
    expect(begun.status).toBe(404);
  });

  test('stay hidden from another program', async () => {
    const program = await world.build.program({ name: 'Other' });
    const key = await world.build.key({ programId: program.id, scopes: ['read'] });
    const recovery = await world.finish(await world.recover());
    await world.call('DELETE', world.path);
    for (const path of ['recoveries', `recoveries/${recovery.id}`, 'statistics']) {
      expect((await world.call('GET', `${world.path}/${path}`, { key })).status).toBe(404);
    }
  });
});

describe('a key of another program', () => {
  test('finds neither the endpoint nor its recoveries', async () => {
    const other = await world.build.program({ name: 'Other' });
    const key = await world.build.key({ programId: other.id, scopes: ['read', 'write'] });
    const recovery = await world.recover();
    const paths: [string, string][] = [
      ['POST', `${world.path}/recovery`],
      ['GET', `${world.path}/recovery/preview?since=${world.began}`],
      ['GET', `${world.path}/recoveries`],
      ['GET', `${world.path}/recoveries/${recovery.id}`],
      ['POST', `${world.path}/recoveries/${recovery.id}/cancellation`],
    ];
    for (const [method, path] of paths) {
      const body = path.endsWith('/recovery') ? { body: { since: world.began } } : {};
      expect((await world.call(method, path, { key, ...body })).status).toBe(404);
    }
    expect((await world.read(recovery)).state).toBe('running');
  });

  test('cannot begin at an event of ours, nor read a recovery under another endpoint', async () => {
    const program = await world.build.program({ name: 'Other' });
    const key = await world.build.key({ programId: program.id, scopes: ['read', 'write'] });
    const own = await world.call<RecoveryBody>('POST', '/api/v1/webhook-endpoints', {
      key,
      body: { name: 'own', url: world.receiver.url, event_types: ['*'] },
    });
    const event = await world.publish();
    const path = `/api/v1/webhook-endpoints/${own.body.id}`;
    const refused = await world.call('POST', `${path}/recovery`, { key, body: { since_event_id: event } });
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([422, 'since_event_id']);
    const recovery = await world.recover();
    expect((await world.call('GET', `${path}/recoveries/${recovery.id}`, { key })).status).toBe(404);
  });
});
