import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { auditChain } from '../../src/doctor/checks/audit.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

interface Entry {
  readonly action: string;
  readonly program_id: string | null;
  readonly actor: object;
  readonly before: object | null;
  readonly after: object | null;
}

let app: TestApp;
let programId: string;

beforeAll(async () => {
  app = await createTestApp();
  programId = (await app.build.program({ name: 'Spring', currency: 'EUR' })).id;
});
afterAll(() => app.close());

const entries = async (query = ''): Promise<readonly Entry[]> =>
  (await app.call<{ data: readonly Entry[] }>('GET', `/api/v1/audit-log${query}`)).body.data;

const newest = async (query: string): Promise<Entry> => {
  const [entry] = await entries(query);
  if (!entry) throw new Error(`nothing in the log: ${query}`);
  return entry;
};

describe('the audit log', () => {
  test('says who made what, with the facts of it', async () => {
    const entry = await newest(`?subject_id=${programId}`);
    expect(entry).toMatchObject({ action: 'program.created', program_id: programId, before: null });
    expect(entry.after).toMatchObject({ name: 'Spring', currency: 'EUR', holdDays: 30 });
    expect(entry.actor).toMatchObject({ kind: 'api_key', name: 'Every scope' });
  });

  test('keeps of a change what is different, before and after, and nothing else', async () => {
    await app.call('PATCH', `/api/v1/programs/${programId}`, { body: { hold_days: 7, name: 'Spring' } });
    const { before, after } = await newest('?action=program.changed');
    expect(before).toEqual({ holdDays: 30 });
    expect(after).toEqual({ holdDays: 7 });
  });

  test('keeps neither secrets nor what names a person', async () => {
    const partner = await app.build.partner({ email: 'ada@example.com', name: 'Ada Byron' });
    await app.call('PATCH', `/api/v1/partners/${partner.id}`, { body: { name: 'Countess of Lovelace' } });
    const endpoint = { name: 'CRM', url: 'https://crm.example.com/hooks', event_types: ['*'] };
    const headers = { 'x-token': 'canary-header' };
    const made = await app.call('POST', '/api/v1/webhook-endpoints', { body: { ...endpoint, headers } });
    expect(made.status).toBe(201);
    const log = JSON.stringify(await entries());
    for (const secret of ['ada@example.com', 'Ada Byron', 'Lovelace', 'canary-header', 'whsec_']) {
      expect(log).not.toContain(secret);
    }
    expect(log).toContain('"personName":"(not kept)"');
  });

  test('says nothing of a request that was refused', async () => {
    const before = (await entries()).length;
    await app.call('PATCH', `/api/v1/programs/${programId}`, { body: { hold_days: -1 } });
    await app.call('POST', '/api/v1/partners', { body: { email: 'ada@example.com', name: 'Ada again' } });
    expect(await entries()).toHaveLength(before);
  });

  test('says nothing of what only asks, nor of tracking', async () => {
    const before = (await entries()).length;
    const sale = { order_id: 'o-1', customer_id: 'c-1', amount: 1_000, currency: 'EUR' };
    expect((await app.call('POST', '/api/v1/conversions/simulate', { body: sale })).status).toBe(200);
    expect((await app.call('POST', '/track/purchase', { body: sale })).status).toBe(201);
    expect(await entries()).toHaveLength(before);
  });

  test('is for those who may do everything', async () => {
    const key = await app.build.key({ scopes: ['write', 'payouts'] });
    expect((await app.call('GET', '/api/v1/audit-log', { key })).status).toBe(403);
  });

  test('finds by who did it', async () => {
    expect((await entries('?actor_id=adm_0000000000')).length).toBe(0);
    const { actor } = await newest('');
    const { id } = actor as { id: string };
    expect((await entries(`?actor_id=${id}`)).length).toBeGreaterThan(3);
  });
});

describe('the chain of entries', () => {
  test('holds as long as nobody touches it', async () => {
    expect(await examinedAfter('select 1')).toEqual([]);
  });

  test.each([
    ["update audit_entries set actor = 'admin:adm_x' where seq = 2", ['it was changed after it was written']],
    ["update audit_entries set after_json = '{}' where seq = 1", ['it was changed after it was written']],
    ['delete from audit_entries where seq = 2', ['the entry before it is missing']],
    ['delete from audit_entries where seq = 1', ['the entry before it is missing']],
    [
      "update audit_entries set previous_hash = 'x' where seq = 2",
      ['it does not follow the entry before it', 'it was changed after it was written'],
    ],
  ])('shows %s', async (sql, found) => {
    expect(await examinedAfter(sql)).toEqual(found);
  });
});

/** What the doctor finds once somebody has done this to the file. */
const examinedAfter = async (sql: string): Promise<string[]> => {
  await app.app.settled();
  const database = new Database(join(app.app.config.dataDir, 'tributary.db'));
  const found: string[] = [];
  database.run('begin');
  database.run(sql);
  const all = <Row>(query: string, ...parameters: readonly (string | number)[]) =>
    database.query(query).all(...parameters) as Row[];
  const steps = auditChain.examine({ all, db: app.app.read, now: 0 }, (_id, what) => found.push(what));
  for await (const _step of steps);
  database.run('rollback');
  database.close();
  return found;
};
