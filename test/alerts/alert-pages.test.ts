import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { EndpointId } from '../../src/core/ids.ts';
import { type Person, signIn } from '../support/people.ts';
import { type AlertTest, countAttempts, createAlertTest } from './support/alert-test.ts';

let world: AlertTest;
let owner: Person;
let endpointId: EndpointId;

beforeAll(async () => {
  world = await createAlertTest();
  owner = await signIn(world);
});
afterAll(() => world.close());

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const versionIn = (html: string): string => /name="row_version" value="(\d+)"/.exec(html)?.[1] ?? '';
const path = '/admin/alerts/settings';

const usual = {
  email_recipients: 'ops@example.com\nboss@example.com',
  failure_rate_basis_points: '2.5',
  minimum_sample: '10',
  slow_ms: '4000',
  causes: ['failure_rate', 'slow_response'],
};

test('when all is well the page says what would be told', async () => {
  const html = await htmlOf(owner.get('/admin/alerts'));
  expect(html).toContain('Nothing is wrong.');
  expect(html).toContain('All is well');
});

test('an open alert says what is wrong, what to do, and where; so does the banner', async () => {
  await world.set({ causes: ['failure_rate'] });
  endpointId = (await world.subscribe({ name: 'Sick shop' })).id;
  await countAttempts(world, endpointId, { failed: 1 });
  await world.look();
  const html = await htmlOf(owner.get('/admin/alerts'));
  for (const shown of [
    '1 alert is open',
    'Sick shop',
    '1 of 1 attempts',
    'Look at what the receiver answers',
    `href="/admin/webhooks/${endpointId}"`,
  ]) {
    expect(html).toContain(shown);
  }
  expect(await htmlOf(owner.get('/admin/alerts?state=resolved'))).toContain('No alert yet');
});

test('thresholds, addresses and causes are changed in the units of people', async () => {
  const row_version = versionIn(await htmlOf(owner.get(path)));
  expect((await owner.post(path, { ...usual, row_version })).status).toBe(303);
  const { body } = await world.call('GET', '/api/v1/settings/alerts');
  expect(body).toMatchObject({
    email_recipients: ['ops@example.com', 'boss@example.com'],
    failure_rate_basis_points: 250,
    slow_ms: 4_000,
    causes: ['failure_rate', 'slow_response'],
  });
  expect(await htmlOf(owner.get(path))).toContain('value="2.5"');
  expect((await owner.post(path, { ...usual, row_version })).status).toBe(412);
});

test('an address that is none is refused, and what was written is kept', async () => {
  const refused = await owner.post(path, { ...usual, email_recipients: 'nobody' });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('must be an email address');
  expect(html).toContain('nobody</textarea>');
});

test('a hook is shown by its host alone, tried, and taken away', async () => {
  await owner.post(path, { ...usual, hook_url: `${world.receiver.url}/services/s3cret` });
  const html = await htmlOf(owner.get(path));
  expect(html).toContain(`One at ${new URL(world.receiver.url).host} is set`);
  expect(html).not.toContain('s3cret');
  const tried = await htmlOf(owner.post(`${path}/test`));
  expect(tried).toContain('What came of the test');
  expect(tried).toContain('hook:');
  await owner.post(path, { ...usual, remove_hook: 'on' });
  expect((await world.call('GET', '/api/v1/settings/alerts')).body.hook_host).toBeNull();
});

test('who is told is for owners to say', async () => {
  const admin = await signIn(world, 'admin');
  expect((await admin.get(path)).status).toBe(403);
  const html = await htmlOf(admin.get('/admin/alerts'));
  expect(html).not.toContain(`href="${path}"`);
});
