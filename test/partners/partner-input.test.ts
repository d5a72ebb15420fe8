import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createPromotionTest, type PromotionTest, refusalOf } from '../support/promotion.ts';

let app: PromotionTest;
let partner: string;

beforeAll(async () => {
  app = await createPromotionTest();
  await app.build.program();
  partner = (await app.build.partner()).id;
  await app.told();
});
afterAll(() => app.close());

const whole = { email: 'good@example.com', name: 'Good' };

const unstorable: readonly unknown[] = ['a\u0000b', 'a\ud800b'];

/** Values that no request may bring for a field, neither when it makes a partner nor when it changes one. */
const bad: Readonly<Record<string, readonly unknown[]>> = {
  email: [
    ...unstorable,
    null,
    7,
    '',
    'no-at-sign.example',
    'a@b',
    'two@at@signs.example',
    `${'a'.repeat(250)}@b.co`,
  ],
  name: [...unstorable, null, 7, '', ' \u3000', 'x'.repeat(201), 'line\nbreak', { first: 'A' }],
  country: [...unstorable, 7, '', 'de', 'DEU', 'D1'],
  code: [
    ...unstorable,
    null,
    7,
    '',
    'x'.repeat(65),
    'A\u202eB',
    'A\u200bB',
    '\u3164',
    'prt_0123456789abcdef',
  ],
  group_id: [...unstorable, 7, '', 'grp_', 'prt_0123456789abcdef'],
  source: [...unstorable, null, 7, '', 'INVITE', 'friend'],
  email_confirmed: [null, 1, 'true'],
  onboarding_completed: [null, 0, 'false'],
};

describe.each(Object.entries(bad))('a bad %s', (field, values) => {
  test.each(values.map((value) => [value]))(
    'is refused by name, when adding and when changing: %j',
    async (value) => {
      const adding = { body: { ...whole, [field]: value } };
      expect(await app.call('POST', '/api/v1/partners', adding)).toMatchObject(refusalOf(field));
      const changing = { body: { [field]: value } };
      expect(await app.call('PATCH', `/api/v1/partners/${partner}`, changing)).toMatchObject(
        refusalOf(field),
      );
      expect(await app.told()).toEqual([]);
    },
  );
});

test.each(['email', 'name'] as const)('%s is required', async (field) => {
  const { [field]: _left, ...rest } = whole;
  expect(await app.call('POST', '/api/v1/partners', { body: rest })).toMatchObject(refusalOf(field));
});

test.each([
  ['state', 'rejected'],
  ['state', null],
  ['program_id', 'prt_0123456789abcdef'],
  ['program_id', 'prg_0123456789abcdef'],
  ['nickname', 'Joe'],
  ['id', 'prt_0123456789abcdef'],
])('%s: %j is refused when adding', async (field, value) => {
  const answer = await app.call('POST', '/api/v1/partners', { body: { ...whole, [field]: value } });
  expect(answer).toMatchObject(refusalOf(field));
});

test.each([
  ['state', 'approved'],
  ['program_id', 'prg_0123456789abcdef'],
  ['nickname', 'Joe'],
])('%s cannot be changed', async (field, value) => {
  const answer = await app.call('PATCH', `/api/v1/partners/${partner}`, { body: { [field]: value } });
  expect(answer).toMatchObject(refusalOf(field));
});

test.each([
  ['[]', 422],
  ['null', 422],
  ['"text"', 422],
  ['{', 400],
  ['', 400],
])('the body %s is refused', async (raw, status) => {
  expect((await app.call('POST', '/api/v1/partners', { raw })).status).toBe(status);
});

test.each(['prt_0123456789abcdef', 'lnk_0123456789abcdef', 'x', '%00', 'prt_%F0%9F%98%80'])(
  'the address of no partner is refused: %s',
  async (id) => {
    const { status } = await app.call('GET', `/api/v1/partners/${id}`);
    expect([404, 422]).toContain(status);
  },
);

test('the scope read suffices to look, never to change', async () => {
  const key = await app.build.key({ scopes: ['read'] });
  expect((await app.call('GET', `/api/v1/partners/${partner}`, { key })).status).toBe(200);
  expect((await app.call('POST', '/api/v1/partners', { body: whole, key })).status).toBe(403);
  const tracking = await app.build.key();
  expect((await app.call('GET', `/api/v1/partners/${partner}`, { key: tracking })).status).toBe(403);
});
