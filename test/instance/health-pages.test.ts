import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  owner = await signIn(app);
  await app.build.program();
  await app.build.partner({ code: 'ADA' });
  const body = { order_id: 'A-1', partner: 'ADA', amount: 1_000, currency: 'USD' };
  await app.call('POST', '/track/purchase', { body });
});
afterAll(() => app.close());

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();

test('the API tells how the installation is doing, and a key of one program nothing of it', async () => {
  const { status, body } = await app.call('GET', '/api/v1/instance');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    sending: true,
    mail: false,
    clock_skew_ms: null,
    backlog: { pending: 0 },
    retention: { payload_days: 30, excerpt_days: 30, attempt_days: 90 },
  });
  expect(body.database_bytes as number).toBeGreaterThan(0);
  const { id } = await app.build.program({ name: 'Other' });
  const key = await app.build.key({ scopes: ['admin'], programId: id });
  expect((await app.call('GET', '/api/v1/instance', { key })).status).toBe(403);
});

test('the page says in a sentence whether all is well, and what the operator has set', async () => {
  const html = await htmlOf(owner.get('/admin/health'));
  for (const shown of [
    'no delivery waits',
    'TRIBUTARY_SMTP_URL',
    '30 days',
    '90 days',
    'free of',
    'Not looked at',
  ]) {
    expect(html).toContain(shown);
  }
});

test('the books are checked when somebody asks, and findings name what does not agree', async () => {
  expect((await owner.post('/admin/health/examination')).status).toBe(303);
  expect(await htmlOf(owner.get('/admin/health'))).toContain('hx-trigger="every 2s"');
  // It ends on a thread of its own, which needs the processor more than this loop does.
  while (app.app.integrity.isRunning) await Bun.sleep(20);
  expect(await htmlOf(owner.get('/admin/health'))).toContain('sound');
  await app.app.transact(testOrigin, async ({ tx }) => {
    await tx
      .updateTable('balances')
      .set((row) => ({ due_minor: row('due_minor', '+', 1) }))
      .execute();
  });
  await app.app.integrity.run();
  const html = await htmlOf(owner.get('/admin/health'));
  expect(html).toContain('violated');
  expect(html).toContain('What was found');
  expect(html).toMatch(/balances: \d violation/);
}, 60_000);

test('who only looks sees how it is doing, and not the books', async () => {
  const viewer = await signIn(app, 'viewer');
  const html = await htmlOf(viewer.get('/admin/health'));
  expect(html).toContain('free of');
  expect(html).not.toContain('Check now');
  expect((await viewer.post('/admin/health/examination')).status).toBe(403);
});
