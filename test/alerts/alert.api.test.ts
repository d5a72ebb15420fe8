import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { EndpointId, ProgramId } from '../../src/core/ids.ts';
import { type AlertTest, countAttempts, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
let mine: EndpointId;
let keyOfMine: string;
let keyOfOther: string;
beforeAll(async () => {
  it = await createAlertTest();
  await it.set({ causes: ['failure_rate', 'slow_response'] });
  const program = (await it.build.program()).id as ProgramId;
  const other = (await it.build.program()).id as ProgramId;
  keyOfMine = await it.build.key({ name: 'mine', scopes: ['admin'], programId: program });
  keyOfOther = await it.build.key({ name: 'other', scopes: ['admin'], programId: other });
  mine = (await it.subscribe({ program_id: program })).id;
  const everybodys = (await it.subscribe()).id;
  await countAttempts(it, mine, { failed: 1, longestMs: 7_000 });
  await countAttempts(it, everybodys, { failed: 1 });
  await it.look();
});
afterAll(() => it.close());

const listed = async (query: string, key?: string) => {
  const answer = await it.call('GET', `/api/v1/alerts${query}`, key === undefined ? {} : { key });
  return answer.body.data.map(({ cause }) => cause);
};

describe('the list of alerts', () => {
  test('is newest first, by pages, and takes filters', async () => {
    expect(await listed('')).toHaveLength(3);
    expect(await listed('?state=resolved')).toEqual([]);
    expect(await listed(`?subject=${mine}&state=open`)).toHaveLength(2);
    expect(await listed(`?subject=${mine}&cause=slow_response`)).toEqual(['slow_response']);
    const first = await it.call('GET', '/api/v1/alerts?limit=2');
    const second = await it.call('GET', `/api/v1/alerts?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.data, ...second.body.data]).toHaveLength(3);
  });

  test('refuses what names nothing', async () => {
    for (const query of ['?state=closed', '?subject=prg_1', '?cause=none', '?color=red']) {
      expect((await it.call('GET', `/api/v1/alerts${query}`)).status).toBe(422);
    }
  });

  test('shows a key of one program the alerts about its endpoints alone', async () => {
    expect((await listed('', keyOfMine)).sort()).toEqual(['failure_rate', 'slow_response']);
    expect(await listed('', keyOfOther)).toEqual([]);
    const [alert] = await it.alerts(`?subject=${mine}`);
    const path = `/api/v1/alerts/${alert?.id}`;
    expect((await it.call('GET', path)).body).toMatchObject({ id: alert?.id, subject: mine });
    expect((await it.call('GET', path, { key: keyOfMine })).status).toBe(200);
    expect((await it.call('GET', path, { key: keyOfOther })).status).toBe(404);
  });
});

describe('the settings of alerts', () => {
  const path = '/api/v1/settings/alerts';

  test('are for keys with the scope admin that reach every program', async () => {
    const reader = await it.build.key({ name: 'reader', scopes: ['read', 'write'], programId: null });
    for (const key of [reader, keyOfMine]) {
      expect((await it.call('GET', path, { key })).status).toBe(403);
      expect((await it.call('PATCH', path, { key, body: {} })).status).toBe(403);
      expect((await it.call('POST', `${path}/test`, { key, body: {} })).status).toBe(403);
    }
  });

  test('change only at the version that was read', async () => {
    const { headers } = await it.call('GET', path);
    const etag = headers.get('etag') ?? '';
    const change = (body: object) => it.call('PATCH', path, { body, headers: { 'if-match': etag } });
    expect((await change({ minimum_sample: 7 })).body).toMatchObject({ minimum_sample: 7 });
    expect((await change({ minimum_sample: 8 })).status).toBe(412);
  });

  test.each([
    [{ email_recipients: ['ops@example.com\r\nBcc: a@b.example'] }, 'email_recipients[0]'],
    [{ email_recipients: ['ops@b.example>,<x.example'] }, 'email_recipients[0]'],
    [{ email_recipients: ['ops@b,c.example'] }, 'email_recipients[0]'],
    [{ email_recipients: ['ops\u001b@b.example'] }, 'email_recipients[0]'],
    [{ email_recipients: ['\u202eops@b.example'] }, 'email_recipients[0]'],
    [{ email_recipients: Array(21).fill('a@b.example') }, 'email_recipients'],
    [{ hook_url: 'http://169.254.169.254/latest' }, 'hook_url'],
    [{ hook_url: 'https://user:word@hooks.example.com/' }, 'hook_url'],
    [{ hook_url: 'ftp://hooks.example.com' }, 'hook_url'],
    [{ minimum_sample: 0 }, 'minimum_sample'],
    [{ failure_rate_basis_points: 10_001 }, 'failure_rate_basis_points'],
    [{ slow_ms: 999 }, 'slow_ms'],
    [{ causes: ['weather'] }, 'causes[0]'],
    [{ hook_host: 'x' }, 'hook_host'],
  ])('refuse %j', async (body, field) => {
    const answer = await it.call('PATCH', path, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]?.path).toBe(field);
  });

  test('send a test through each channel that is set up, and say what came of it', async () => {
    expect((await it.call('POST', `${path}/test`)).body.results).toEqual([]);
    await it.set({ email_recipients: ['ops@example.com'], hook_url: it.hook.url });
    expect((await it.call('POST', `${path}/test`)).body.results).toEqual([
      { channel: 'email', sent: true, problem: null },
      { channel: 'hook', sent: true, problem: null },
    ]);
    expect(it.smtp.mails[0]?.source).toContain('Subject: [Tributary] Test of alerts');
    expect(it.hook.requests[0]?.headers['content-type']).toBe('application/json');
  });
});

test('sender addresses are empty with a sentence until the operator names them', async () => {
  for (const path of ['/api/v1/webhooks/source-addresses', '/api/v1/webhook-endpoints/source-addresses']) {
    const { body } = await it.call('GET', path, { key: keyOfOther });
    expect(body.data).toEqual([]);
    expect(body.note).toContain('TRIBUTARY_WEBHOOK_SOURCE_ADDRESSES');
  }
});
