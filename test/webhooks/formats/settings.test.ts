import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { formatNames } from '../../../src/webhooks/formats/formats.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

const create = (fields: object) =>
  world.call('POST', '/api/v1/webhook-endpoints', {
    body: { name: 'CRM', url: world.receiver.url, event_types: ['*'], ...fields },
  });

/** Fields that an answer complains of. */
const fieldsOf = ({ body }: { body: unknown }): string[] =>
  ((body as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);

describe('settings.signature', () => {
  test.each([
    ['header', 'webhook-id'],
    ['header', 'Webhook-Signature'],
    ['header', 'svix-signature'],
    ['header', 'Content-Type'],
    ['header', 'Host'],
    ['header', 'User-Agent'],
    ['header', 'transfer-encoding'],
    ['header', 'X Signature'],
    ['header', 'X-Signature:'],
    ['header', 'X-Signature\r\nX-Other'],
    ['header', ''],
    ['header', '__proto__'],
    ['header', 'x'.repeat(65)],
    ['encoding', 'hexadecimal'],
    ['prefix', 'sha256=\r\n'],
    ['prefix', 'ü'],
    ['prefix', ' sha256='],
    ['prefix', 'x'.repeat(33)],
    ['digest', 'sha512'],
  ])('refuses %s %j, naming the field', async (member, value) => {
    const answer = await create({ format: 'track360', settings: { signature: { [member]: value } } });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer).join()).toContain(
      member === 'digest' ? 'settings.signature' : `settings.signature.${member}`,
    );
  });

  test('refuses the name of a custom header, in a new endpoint and in a changed one', async () => {
    const signature = { header: 'X-Sig' };
    const both = await create({ headers: { 'x-sig': 'a' }, settings: { signature } });
    expect([both.status, ...fieldsOf(both)]).toEqual([422, 'settings.signature.header']);
    const { body } = await create({ settings: { signature } });
    const change = (fields: object) =>
      world.call('PATCH', `/api/v1/webhook-endpoints/${body.id}`, { body: fields });
    const changed = await change({ headers: { 'x-SIG': 'a' } });
    expect([changed.status, ...fieldsOf(changed)]).toEqual([422, 'settings.signature.header']);
    expect((await change({ headers: { 'x-other': 'a' } })).status).toBe(200);
    expect((await change({ settings: { signature: { header: 'x-Other' } } })).status).toBe(422);
  });

  test.each(formatNames)('is kept by the format %s and used by track360 alone', async (format) => {
    const settings = { signature: { header: 'X-Sig', encoding: 'base64', prefix: 'v0=' } };
    const endpoint = await world.subscribe({ format, settings });
    expect(endpoint).toMatchObject({ format, settings });
    await world.publish();
    await world.drain();
    const [request] = world.receiver.requests;
    expect('x-sig' in (request?.headers ?? {})).toBe(format === 'track360');
    expect(request?.headers).not.toHaveProperty('x-webhook-signature');
  });
});

test('an endpoint stores its format and how it is signed', async () => {
  for (const format of formatNames) await create({ format });
  const rows = await world.app.read
    .selectFrom('webhook_endpoints')
    .select(['format', 'signature'])
    .orderBy('seq')
    .execute();
  expect(rows.map(({ format, signature }) => [format, signature])).toEqual([
    ['tributary', 'dual'],
    ['standard', 'standard'],
    ['affiliatebase', 'dual'],
    ['affonso', 'dual'],
    ['track360', 'body-hmac'],
  ]);
});

describe('settings.versions', () => {
  test.each([
    [{ 'commission.renamed': 1 }, 'settings.versions.commission.renamed'],
    [{ 'commission.created': 2 }, 'settings.versions.commission.created'],
    [{ 'commission.created': 0 }, 'settings.versions.commission.created'],
    [{ 'commission.created': 1.5 }, 'settings.versions.commission.created'],
    [{ 'partner.registered': 1, 'affiliate.created': 1 }, 'settings.versions.affiliate.created'],
  ])('refuses %j, naming it', async (versions, field) => {
    const answer = await create({ settings: { versions } });
    expect([answer.status, ...fieldsOf(answer)]).toEqual([422, field]);
  });

  test('takes the present version of a type, under its name or an alias', async () => {
    const versions = { 'commission.created': 1, 'affiliate.updated': 1 };
    const { status, body } = await create({ settings: { versions } });
    expect([status, body.settings]).toEqual([201, { versions }]);
  });
});
