import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, secondMs, toIso } from '../../../src/core/clock.ts';
import type { AnswerBody } from '../../support/call.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let path: string;

beforeEach(async () => {
  world = await createWebhookTest();
  path = `/api/v1/webhook-endpoints/${(await world.subscribe()).id}`;
});
afterEach(() => world.close());

const post = (action: string, body?: object, headers: Record<string, string> = {}) =>
  world.call<AnswerBody & { readonly secret: string }>('POST', `${path}/${action}`, {
    ...(body && { body }),
    headers,
  });

const rotate = (body?: object, headers?: Record<string, string>) => post('secret-rotation', body, headers);
const cutOver = (body?: object, headers?: Record<string, string>) => post('secret-cutover', body, headers);
const read = async () => (await world.call('GET', path)).body;

describe('a rotation', () => {
  test('shows the new secret once, and when the previous one ends: after a day unless told otherwise', async () => {
    const { status, body, headers } = await rotate();
    expect(status).toBe(200);
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{48}$/);
    const expires_at = toIso(world.clock.now() + dayMs);
    expect(body.secret_rotation).toEqual({ expires_at, cut_over_at: null });
    expect(headers.get('etag')).toBe('"2"');
    const { secret: _, ...rest } = body;
    expect(await read()).toEqual(rest);
  });

  test.each([
    [{ grace_seconds: -1 }],
    [{ grace_seconds: 604_801 }],
    [{ grace_seconds: 1.5 }],
    [{ grace_seconds: '60' }],
    [{ secret: 'mine' }],
  ])('refuses %p', async (body) => {
    expect((await rotate(body)).status).toBe(422);
    expect((await read()).secret_rotation).toBeNull();
  });

  test('may have a grace of a week', async () => {
    const { body } = await rotate({ grace_seconds: 604_800 });
    expect(body.secret_rotation).toMatchObject({ expires_at: toIso(world.clock.now() + 7 * dayMs) });
  });

  test('is refused while a previous secret signs, saying until when', async () => {
    await rotate({ grace_seconds: 90 });
    world.clock.advance(30 * secondMs);
    const refused = await rotate();
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.detail).toContain(toIso(world.clock.now() + 60 * secondMs));
    expect(refused.headers.get('retry-after')).toBe('60');
    world.clock.advance(60 * secondMs);
    expect((await rotate()).status).toBe(200);
  });

  test('by two people at once is done for one of them', async () => {
    const answers = await Promise.all([rotate(), rotate()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const leaked = await Promise.all([
      rotate({ grace_seconds: 0 }, { 'if-match': '"2"' }),
      rotate({ grace_seconds: 0 }, { 'if-match': '"2"' }),
    ]);
    expect(leaked.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  test('works for an endpoint that is paused', async () => {
    await post('pause');
    expect((await rotate()).body).toMatchObject({ state: 'paused' });
  });

  test('is for keys that may write, in the program of the endpoint', async () => {
    const program = await world.build.program();
    for (const action of ['secret-rotation', 'secret-cutover']) {
      const reader = await world.build.key({ scopes: ['read'] });
      expect((await world.call('POST', `${path}/${action}`, { key: reader })).status).toBe(403);
      const foreign = await world.build.key({ scopes: ['write'], programId: program.id });
      expect((await world.call('POST', `${path}/${action}`, { key: foreign })).status).toBe(404);
    }
    expect((await read()).secret_rotation).toBeNull();
  });
});

describe('a cut-over', () => {
  test('is refused without a rotation, after its end, and a second time', async () => {
    expect((await cutOver()).body.code).toBe('conflict');
    await rotate({ grace_seconds: 60 });
    expect((await cutOver({ back: true })).body.detail).toContain('not been cut over');
    expect((await cutOver()).status).toBe(200);
    expect((await cutOver()).body.detail).toContain('cut over already');
    world.clock.advance(60 * secondMs);
    expect((await cutOver({ back: true })).body.detail).toContain('only one that signs');
  });

  test('by two people at once is done once, and by one who has not seen the rotation not at all', async () => {
    await rotate();
    expect((await cutOver({}, { 'if-match': '"1"' })).status).toBe(412);
    const answers = await Promise.all([cutOver(), cutOver()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test('does not outlast its rotation', async () => {
    await rotate({ grace_seconds: 60 });
    await cutOver();
    world.clock.advance(60 * secondMs);
    const { body } = await rotate({ grace_seconds: 60 });
    expect(body.secret_rotation).toMatchObject({ cut_over_at: null });
  });
});

describe('the secret that was last accepted', () => {
  const sendOne = async () => {
    await world.publish();
    await world.drain();
    return (await read()).last_verified_key;
  };

  test('is the present one as a rule, and the one of the single value during a rotation', async () => {
    expect((await read()).last_verified_key).toBeNull();
    expect(await sendOne()).toBe('current');
    await rotate({ grace_seconds: 60 });
    expect(await sendOne()).toBe('previous');
    await cutOver();
    expect(await sendOne()).toBe('current');
    await cutOver({ back: true });
    expect(await sendOne()).toBe('previous');
    world.clock.advance(60 * secondMs);
    expect(await sendOne()).toBe('current');
  });

  test('are both where only lists are sent', async () => {
    await world.call('PATCH', path, { body: { format: 'standard' } });
    await rotate({ grace_seconds: 60 });
    expect(await sendOne()).toBe('both');
  });

  test('is not known of a new URL', async () => {
    await sendOne();
    await world.call('PATCH', path, { body: { url: `${world.receiver.url}/other` } });
    expect((await read()).last_verified_key).toBeNull();
  });

  test('is written when it changes, and not with every delivery', async () => {
    await sendOne();
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_t' },
      async ({ tx }) => {
        await tx.updateTable('webhook_endpoints').set({ last_verified_key: 'both' }).execute();
      },
    );
    for (let count = 0; count < 5; count += 1) expect(await sendOne()).toBe('both');
  });
});
