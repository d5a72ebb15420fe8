import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { minuteMs } from '../../src/core/clock.ts';
import { eventTypes } from '../../src/events/catalogue.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let world: TestApp;
const path = '/api/v1/webhook-endpoints';
const valid = { name: 'CRM', url: 'https://receiver.example.com/hook', event_types: ['commission.created'] };

beforeEach(async () => {
  world = await createTestApp();
});
afterEach(() => world.close());

const create = (fields: object = {}, key?: string) =>
  world.call('POST', path, { body: { ...valid, ...fields }, ...(key && { key }) });

const once = (fields: object = {}, idempotencyKey = 'key-1') =>
  world.call('POST', path, {
    body: { ...valid, ...fields },
    headers: { 'idempotency-key': idempotencyKey },
  });

describe('making an endpoint', () => {
  test('shows its secret once and never again', async () => {
    const { status, body, headers } = await create();
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{48}$/);
    expect(headers.get('etag')).toBe('"1"');
    const read = await world.call('GET', `${path}/${body.id}`);
    expect(read.body).not.toHaveProperty('secret');
    const { secret: _, ...rest } = body;
    expect(read.body).toEqual(rest);
  });

  test('makes one however often a request with the same key arrives, and tells its secret again', async () => {
    const first = await once();
    const again = await once();
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await world.call('GET', path)).body.data).toHaveLength(1);
    const other = await once({ name: 'Other' });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
  });

  test('tells the secret to the same key for ten minutes, and never once it was changed', async () => {
    const { body } = await once();
    world.clock.advance(10 * minuteMs);
    expect((await once()).status).toBe(200);
    world.clock.advance(1);
    const late = await once();
    expect([late.status, late.body.code]).toEqual([409, 'already_exists']);
    expect(late.body.detail).toContain(body.id);
    await once({}, 'key-2');
    const changed = (await world.call('GET', path)).body.data[0]?.id;
    await world.call('PATCH', `${path}/${changed}`, { body: { name: 'Renamed' } });
    expect((await once({}, 'key-2')).status).toBe(409);
    expect((await world.call('GET', path)).body.data).toHaveLength(2);
  });

  test('has the documented defaults', async () => {
    expect((await create()).body).toMatchObject({
      state: 'active',
      verified: false,
      format: 'tributary',
      retry_policy: 'track360',
      program_id: null,
      partner_id: null,
      rate_limit: null,
      fifo: false,
      header_names: [],
    });
  });

  test('keeps neither the secret nor the values of headers in the clear', async () => {
    const { body } = await create({ headers: { Authorization: 'Bearer s3cr3t-token' } });
    expect(body.header_names).toEqual(['Authorization']);
    const row = await world.app.read.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('s3cr3t-token');
    expect(JSON.stringify(row)).not.toContain(String(body.secret).slice(6));
    expect(JSON.stringify(world.logged)).not.toContain('s3cr3t');
  });

  const refused: [object, string][] = [
    [{ url: 'http://receiver.example.com/' }, 'url'],
    [{ url: 'https://127.0.0.1/hook' }, 'url'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, 'url'],
    [{ url: 'https://user:pass@receiver.example.com/' }, 'url'],
    [{ url: 'ftp://receiver.example.com/' }, 'url'],
    [{ event_types: [] }, 'event_types'],
    [{ event_types: ['commission.invented'] }, 'event_types[0]'],
    [{ event_types: ['commission.due', 'commission.due'] }, 'event_types'],
    [{ headers: { 'Webhook-Signature': 'mine' } }, 'headers.Webhook-Signature'],
    [{ headers: { Host: 'internal' } }, 'headers.Host'],
    [{ headers: { 'X-A': 'one\r\nX-B: two' } }, 'headers.X-A'],
    [{ headers: { 'X A': 'one' } }, 'headers.X A'],
    [{ format: 'unknown' }, 'format'],
    [{ retry_policy: 'never' }, 'retry_policy'],
    [{ rate_limit: 0 }, 'rate_limit'],
    [{ secret: 'mine' }, 'secret'],
    [{ program_id: 'prg_01jw3k5x7h0001v6q9m2c8r4t1b5n7p3w0y2' }, 'program_id'],
    [{ partner_id: 'prt_01jw3k5x7h0001v6q9m2c8r4t1b5n7p3w0y2' }, 'partner_id'],
  ];
  test.each(refused)('refuses %p, naming the field', async (fields, field) => {
    const { status, body } = await create(fields);
    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(body.errors.map((error) => error.path)).toContain(field);
  });

  test('needs a key that may write', async () => {
    expect((await create({}, await world.build.key({ scopes: ['read'] }))).status).toBe(403);
    expect((await create({}, await world.build.key({ scopes: ['track:write'] }))).status).toBe(403);
  });
});

describe('a key of one program', () => {
  test('makes endpoints of that program and sees no other', async () => {
    const [mine, other] = [await world.build.program(), await world.build.program({ name: 'Other' })];
    const key = await world.build.key({ scopes: ['write'], programId: mine.id });
    const { body } = await create({}, key);
    expect(body.program_id).toBe(mine.id);
    expect((await create({ program_id: other.id }, key)).status).toBe(422);
    const foreign = [(await create()).body, (await create({ program_id: other.id })).body];
    for (const { id } of foreign) {
      for (const method of ['GET', 'DELETE'] as const) {
        expect((await world.call(method, `${path}/${id}`, { key })).status).toBe(404);
      }
      expect((await world.call('POST', `${path}/${id}/pause`, { key })).status).toBe(404);
    }
    const list = await world.call('GET', path, { key });
    expect(list.body.data.map(({ id }) => id)).toEqual([body.id]);
  });

  test('names a partner of another program in vain', async () => {
    const [mine, other] = [await world.build.program(), await world.build.program({ name: 'Other' })];
    const partner = await world.build.partner({ program_id: other.id });
    const wrong = await create({ program_id: mine.id, partner_id: partner.id });
    expect([wrong.status, wrong.body.errors[0]?.path]).toEqual([422, 'partner_id']);
    const right = await create({ partner_id: partner.id });
    expect(right.body).toMatchObject({ program_id: other.id, partner_id: partner.id });
  });
});

describe('changing an endpoint', () => {
  test('changes what is named and leaves the rest', async () => {
    const { body } = await create({ headers: { 'X-Env': 'test' } });
    const changed = await world.call('PATCH', `${path}/${body.id}`, {
      body: { name: 'Warehouse', event_types: ['payout.paid'], description: null },
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      name: 'Warehouse',
      event_types: ['payout.paid'],
      url: valid.url,
      header_names: ['X-Env'],
    });
    expect(changed.headers.get('etag')).toBe('"2"');
  });

  test('sends custom headers to no other host than the one they were given for', async () => {
    const { body } = await create({ headers: { Authorization: 'Bearer s3cr3t' } });
    const change = (fields: object) => world.call('PATCH', `${path}/${body.id}`, { body: fields });
    for (const url of ['https://thief.example.net/hook', `${new URL(valid.url).origin}:8443/`]) {
      const refused = await change({ url });
      expect([refused.status, refused.body.errors[0]?.path]).toEqual([422, 'headers']);
      expect((await change({ url, headers: {} })).body.header_names).toEqual([]);
      expect((await change({ url: valid.url, headers: { 'X-Key': 'k' } })).status).toBe(200);
    }
    const moved = await change({ url: new URL('/another/path', valid.url).href });
    expect([moved.status, moved.body.header_names]).toEqual([200, ['X-Key']]);
  });

  test('is refused when somebody else was faster', async () => {
    const { body } = await create();
    const patch = (etag: string) =>
      world.call('PATCH', `${path}/${body.id}`, { body: { name: 'B' }, headers: { 'if-match': etag } });
    expect((await patch('"1"')).status).toBe(200);
    expect((await patch('"1"')).body.code).toBe('precondition_failed');
  });

  test('judges a new URL as it judges the first', async () => {
    const { body } = await create();
    const answer = await world.call('PATCH', `${path}/${body.id}`, {
      body: { url: 'https://169.254.169.254/' },
    });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, 'url']);
  });

  test('deletes it for good', async () => {
    const { body } = await create();
    expect((await world.call('DELETE', `${path}/${body.id}`)).status).toBe(204);
    expect((await world.call('GET', `${path}/${body.id}`)).status).toBe(404);
    const row = await world.app.read.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();
    expect(row.secret_sealed).toBe('');
  });
});

test('endpoints are listed newest first, in pages', async () => {
  const ids: string[] = [];
  for (const name of ['A', 'B', 'C']) ids.unshift((await create({ name })).body.id);
  const first = await world.call('GET', `${path}?limit=2`);
  const second = await world.call('GET', `${path}?limit=2&cursor=${first.body.next_cursor}`);
  expect([...first.body.data, ...second.body.data].map(({ id }) => id)).toEqual(ids);
  expect(second.body.next_cursor).toBeNull();
});

test('event types are listed with schema and example', async () => {
  const { body } = await world.call('GET', '/api/v1/event-types');
  expect(body.data).toHaveLength(eventTypes.length);
  const types = body.data as unknown as {
    name: string;
    aliases: object;
    in_wildcard: boolean;
    example: object;
  }[];
  expect(types.find(({ name }) => name === 'payout.completed')).toMatchObject({
    version: 1,
    aliases: { affiliatebase: 'payout.paid', track360: 'payout.completed' },
    in_wildcard: true,
    schema: { type: 'object' },
    example: { state: 'completed', first: true },
  });
});
