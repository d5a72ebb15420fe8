import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';
import { bringIn, csvOf, expectCounts, outcomesOf } from './support.ts';

let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program();
});
afterEach(() => it.close());

const partners = async (): Promise<readonly AnswerBody[]> =>
  (await it.call('GET', '/api/v1/partners?limit=200')).body.data;

describe('an import of partners', () => {
  test('makes partners with their old codes, in the states they had', async () => {
    const job = await bringIn(
      it,
      'partners',
      csvOf(
        'email,name,country,code,state',
        'ann@example.com,Ann,DE,ANN,',
        'bob@example.com,Bob,,BOB,approved',
        'cid@example.com,Cid,,,pending',
        'dan@example.com,Dan,,,invited',
        'eve@example.com,Eve,,EVE,suspended',
        'fay@example.com,Fay,,FAY,terminated',
        'gus@example.com,Gus,,,rejected',
        'hal@example.com,Hal,,,declined',
      ),
    );
    expectCounts(job, { total: 8, done: 8, created: 8, known: 0, errors: 0 });
    const made = (await partners()).toReversed();
    expect(made.map(({ email, state }) => `${email} ${state}`)).toEqual([
      'ann@example.com approved',
      'bob@example.com approved',
      'cid@example.com pending',
      'dan@example.com invited',
      'eve@example.com suspended',
      'fay@example.com terminated',
      'gus@example.com rejected',
      'hal@example.com declined',
    ]);
    expect(made[0]).toMatchObject({ code: 'ANN', country: 'DE' });
    expect(job.reports.map(({ subject_id }) => subject_id)).toEqual(made.map(({ id }) => id));
  });

  test('records every event of them and makes no delivery', async () => {
    await endpoint();
    await it.events();
    await bringIn(
      it,
      'partners',
      csvOf('email,name,state', 'ann@example.com,Ann,', 'eve@example.com,Eve,suspended'),
    );
    expect(await it.events()).toEqual([
      'partner.registered',
      'partner.approved',
      'partner.registered',
      'partner.approved',
      'partner.suspended',
    ]);
    expect(await deliveries()).toBe(0);
    const { body } = await it.call('GET', '/api/v1/events?type=partner.approved');
    expect(body.data.map(({ imported }) => imported)).toEqual([true, true]);
  });

  test('delivers its events when that is asked for', async () => {
    await endpoint();
    await bringIn(it, 'partners', csvOf('email,name', 'ann@example.com,Ann'), { options: { events: true } });
    expect(await deliveries()).toBe(2);
    const { body } = await it.call('GET', '/api/v1/events?type=partner.approved');
    expect(body.data.map(({ imported }) => imported)).toEqual([false]);
  });

  test('leaves out what is known, whatever else the row says of it', async () => {
    const ann = await it.build.partner({ email: 'ann@example.com', code: 'ANN', name: 'Ann' });
    const job = await bringIn(
      it,
      'partners',
      csvOf(
        'email,name,code',
        'ANN@example.com,Other,',
        'ann@example.com,Ann,ann',
        'bob@example.com,Bob,BOB',
      ),
    );
    expect(outcomesOf(job.reports)).toEqual(['known', 'known', 'created']);
    expect(job.reports[0]?.subject_id).toBe(ann.id);
    expect((await it.call('GET', `/api/v1/partners/${ann.id}`)).body.name).toBe('Ann');
  });

  test('refuses a row for its own reason and brings in the others', async () => {
    await it.build.partner({ email: 'ann@example.com', code: 'ANN' });
    const job = await bringIn(
      it,
      'partners',
      csvOf(
        'E-Mail,Full name,Code,state,Group,country',
        'ann@example.com,Ann,OTHER,,,',
        'new@example.com,New,ANN,,,',
        'nobody,No,,,,',
        'a@example.com,,,,,',
        'b@example.com,B,prt_0000000000,,,',
        'c@example.com,C,,active,,',
        'd@example.com,D,,,Gold,',
        'e@example.com,E,,,,de',
        'good@example.com,Good,,,,',
      ),
      { columns: { email: 'E-Mail', name: 'Full name' } },
    );
    expect(outcomesOf(job.reports)).toEqual([
      'error Code',
      'error Code',
      'error E-Mail',
      'error Full name',
      'error Code',
      'error state',
      'error Group',
      'error country',
      'created',
    ]);
    expect(job.reports.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expectCounts(job, { created: 1, errors: 8, done: 9 });
    expect(await partners()).toHaveLength(2);
  });

  test('puts partners into groups by name, each with their tier', async () => {
    const { body: group } = await it.call('POST', '/api/v1/groups', { body: { name: 'Gold' } });
    await it.call('POST', '/api/v1/groups', { body: { name: 'Twice' } });
    await it.call('POST', '/api/v1/groups', { body: { name: 'Twice' } });
    const job = await bringIn(
      it,
      'partners',
      csvOf('email,name,group', 'ann@example.com,Ann,Gold', 'bob@example.com,Bob,Twice'),
    );
    expect(outcomesOf(job.reports)).toEqual(['created', 'error group']);
    expect((await partners())[0]?.group_id).toBe(group.id);
  });

  test('takes the second of two rows for the same person as known, and for the same code as an error', async () => {
    const job = await bringIn(
      it,
      'partners',
      csvOf('email,name,code', 'ann@example.com,Ann,ANN', 'Ann@Example.com,Ann,', 'bob@example.com,Bob,ann'),
    );
    expect(outcomesOf(job.reports)).toEqual(['created', 'known', 'error code']);
  });

  const endpoint = () =>
    it.call('POST', '/api/v1/webhook-endpoints', {
      body: { name: 'All', url: 'https://crm.example.com/', event_types: ['*'] },
    });

  const deliveries = async (): Promise<number> => {
    const rows = await it.app.read.selectFrom('deliveries').select('seq').execute();
    return rows.length;
  };
});
