import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { insertClicks } from '../../src/clicks/click.store.ts';
import type { Click } from '../../src/clicks/click.ts';
import { dayMs } from '../../src/core/clock.ts';
import type { ClickId, PartnerId, ProgramId } from '../../src/core/ids.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

/** Which click counts, for every policy with either model, with clicks as the cookie chains them. */
let it: TestApp;
let orders = 0;
beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const policies = ['coupon_first', 'link_first', 'latest_touch'] as const;
const models = ['last_click', 'first_click'] as const;

interface Shop {
  readonly program: ProgramId;
  readonly partners: Readonly<Record<string, PartnerId>>;
}

const open = async (settings: Readonly<Record<string, unknown>>): Promise<Shop> => {
  const program = (await it.build.program({ window_days: 30, ...settings })).id as ProgramId;
  const partners: Record<string, PartnerId> = {};
  for (const name of ['A', 'B', 'C', 'P']) {
    partners[name] = (await it.build.partner({ program_id: program, name })).id as PartnerId;
  }
  await it.build.promoCode(partners.P ?? '', 'SAVE');
  return { program, partners };
};

type Visit = readonly [by: string, daysBefore: number, fields?: Partial<Click>];

/** Stores the clicks of one visitor, oldest first, and answers the ids. */
const visit = async (shop: Shop, visits: readonly Visit[]): Promise<ClickId[]> => {
  const ids: ClickId[] = [];
  for (const [by, daysBefore, fields] of visits) {
    const id = it.app.ids.mint('clk');
    const click: Click = {
      ...{ id, programId: shop.program, partnerId: shop.partners[by] as PartnerId, linkId: null },
      ...{ landingUrl: 'https://shop.example.com/', referrer: null, agentClass: 'desktop', country: null },
      ...{ ipHash: null, visitorHash: null, isDuplicate: false, isBot: false, isCreditable: true },
      ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null },
      previousClickId: ids.at(-1) ?? null,
      createdAt: it.clock.now() - daysBefore * dayMs,
      ...fields,
    };
    await it.app.transact(testOrigin, ({ tx }) => insertClicks(tx, [click]));
    ids.push(id);
  }
  return ids;
};

const winnerOf = async ({ program, partners }: Shop, fields: object): Promise<string> => {
  orders += 1;
  const body = { program, order_id: `m-${orders}`, amount: 100, currency: 'USD', ...fields };
  const answer = await it.call<TrackAnswer>('POST', '/track/purchase', { body });
  const { partner_id } = answer.body.attribution;
  return Object.keys(partners).find((name) => partners[name] === partner_id) ?? '-';
};

/**
 * A visitor came by A 20 days ago, by B 10 and by C 2 days ago; the winner by policy. With a code, latest touch takes
 * the code: it is given at the checkout.
 */
const table: readonly (readonly [brought: string, model: string, ...winners: string[]])[] = [
  ['click', 'last_click', 'C', 'C', 'C'],
  ['click', 'first_click', 'A', 'A', 'A'],
  ['cookie', 'last_click', 'C', 'C', 'C'],
  ['cookie', 'first_click', 'A', 'A', 'A'],
  ['click code', 'last_click', 'P', 'C', 'P'],
  ['click code', 'first_click', 'P', 'A', 'P'],
  ['cookie code', 'last_click', 'P', 'C', 'P'],
  ['cookie code', 'first_click', 'P', 'A', 'P'],
  // The click is the one of B, the cookie is younger; both lead to the same first click.
  ['older-click cookie', 'last_click', 'B', 'B', 'C'],
  ['older-click cookie', 'first_click', 'A', 'A', 'A'],
  ['older-click cookie code', 'last_click', 'P', 'B', 'P'],
  ['older-click cookie code', 'first_click', 'P', 'A', 'P'],
];

describe.each(policies.map((policy, index) => [policy, index] as const))('%s', (policy, index) => {
  test.each(models)('with %s', async (model) => {
    const shop = await open({ attribution_policy: policy, attribution_model: model });
    const [, b, c] = await visit(shop, [
      ['A', 20],
      ['B', 10],
      ['C', 2],
    ]);
    const found: string[] = [];
    const expected: string[] = [];
    for (const [brought, , ...winners] of table.filter(([, of]) => of === model)) {
      const has = (word: string) => brought.split(' ').includes(word);
      const fields = {
        ...(has('click') && { click_id: c }),
        ...(has('older-click') && { click_id: b }),
        ...(has('cookie') && { click_cookie: c }),
        ...(has('code') && { promo_code: 'SAVE' }),
      };
      found.push(`${brought}: ${await winnerOf(shop, fields)}`);
      expected.push(`${brought}: ${winners[index]}`);
    }
    expect(found).toEqual(expected);
  });
});

/** The last click brought along; who wins with either model. */
test.each([
  [
    'one that is too old ends the chain',
    [
      ['A', 31],
      ['B', 10],
      ['C', 2],
    ],
    'C',
    'B',
  ],
  [
    'one on the edge of the window is in it',
    [
      ['A', 30],
      ['B', 10],
      ['C', 2],
    ],
    'C',
    'A',
  ],
  [
    'a bot is no first click, and no end of the chain',
    [
      ['A', 20],
      ['B', 10, { isBot: true, isCreditable: false }],
      ['C', 2],
    ],
    'C',
    'A',
  ],
  [
    'a bot at the beginning is passed over',
    [
      ['A', 20, { isBot: true, isCreditable: false }],
      ['B', 10],
      ['C', 2],
    ],
    'C',
    'B',
  ],
  [
    'a click during a suspension is passed over',
    [
      ['A', 20],
      ['B', 10, { isCreditable: false }],
      ['C', 2],
    ],
    'C',
    'A',
  ],
  [
    'a duplicate counts as any other',
    [
      ['A', 20, { isDuplicate: true }],
      ['C', 2, { isDuplicate: true }],
    ],
    'C',
    'A',
  ],
  ['the last one alone is both', [['B', 5]], 'B', 'B'],
  [
    'too old altogether is nobody',
    [
      ['A', 40],
      ['B', 31],
    ],
    '-',
    '-',
  ],
] as [string, Visit[], string, string][])('%s', async (_, visits, last, first) => {
  for (const [model, expected] of [
    ['last_click', last],
    ['first_click', first],
  ] as const) {
    const shop = await open({ attribution_model: model });
    const ids = await visit(shop, visits);
    expect(await winnerOf(shop, { click_id: ids.at(-1) })).toBe(expected);
  }
});

test('a day is 24 hours, also where the clocks change', async () => {
  const shop = await open({ time_zone: 'Europe/Berlin', window_days: 1 });
  const [click] = await visit(shop, [['A', 0, { createdAt: Date.parse('2026-03-28T11:30:00Z') }]]);
  const at = (occurred_at: string) => winnerOf(shop, { click_id: click, occurred_at });
  // The night between has 23 hours in Berlin: 12:30 there on the 28th to 13:30 on the 29th.
  expect(await at('2026-03-29T11:30:00.000Z')).toBe('A');
  expect(await at('2026-03-29T11:30:00.001Z')).toBe('-');
});
