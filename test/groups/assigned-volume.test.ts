import { afterAll, beforeAll, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { createTierTest, type TierTest } from './tier-test.ts';

let it: TierTest;
beforeAll(async () => {
  it = await createTierTest();
});
afterAll(() => it.close());

const volumes = async () => {
  const rows = await it.app.read
    .selectFrom('partner_days')
    .select(['partner_id', 'conversions', 'volume_minor'])
    .execute();
  return (partner: { readonly id: string }) => {
    const row = rows.find(({ partner_id }) => partner_id === partner.id);
    return [row?.conversions ?? 0, row?.volume_minor ?? 0];
  };
};

test('a sale that changes hands takes its volume along, net of its refunds, and promotes at once', async () => {
  const { program, group, partner } = await it.ladder({ tiers: { Silver: 500 } });
  const other = await it.build.partner({ program_id: program.id, group_id: group.id });
  await it.buy(partner, { order_id: 'moves', amount: 900 });
  await it.call('POST', '/track/refund', {
    body: { program: program.id, order_id: 'moves', refund_id: 'r', amount: 300 },
  });
  const id = (await it.call('GET', '/api/v1/conversions?order_id=moves')).body.data[0]?.id;
  expect((await volumes())(partner)).toEqual([1, 600]);
  await it.events();
  await it.call('POST', `/api/v1/conversions/${id}/assignment`, { body: { partner_id: other.id } });
  expect((await volumes())(partner)).toEqual([0, 0]);
  expect((await volumes())(other)).toEqual([1, 600]);
  expect(await it.tierOf(other)).toBe('Silver');
  expect(await it.events()).toEqual([
    'conversion.updated',
    'commission.voided',
    'commission.created',
    'commission.tier_changed',
    'commission.adjusted',
    'commission.due',
  ]);
  await it.call('POST', `/api/v1/conversions/${id}/assignment`, { body: { partner_id: null } });
  expect((await volumes())(other)).toEqual([0, 0]);
  await assertBooksBalance(it);
});
