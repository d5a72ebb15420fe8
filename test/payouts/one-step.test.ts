import { expect, test } from 'bun:test';
import { listCommissionsInPayout } from '../../src/commissions/commission-payout.store.ts';
import type { PayoutId } from '../../src/core/ids.ts';
import type { Work } from '../../src/database/work.ts';
import { changeCommission } from '../../src/workflows/commissions/change-commission.ts';
import { changePayoutCommissions } from '../../src/workflows/payouts/change-payout-commissions.ts';
import { testOrigin } from '../support/app.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

type Change = (work: Work, id: PayoutId) => Promise<void>;

/** Everything that the change of a payout's commissions has written, without the ids that it minted. */
const writtenBy = async (change: Change): Promise<object> => {
  const it = await createPayoutTest();
  await it.build.partner({ code: 'ADA' });
  const payout = await underWay(it);
  const before = (await it.rows('ledger_entries')).length;
  await it.app.transact(testOrigin, (work) => change(work, payout));
  const written = {
    commissions: await it.rows('commissions'),
    entries: (await it.rows('ledger_entries'))
      .slice(before)
      .map(({ id: _id, transaction_id: _transaction, ...entry }) => entry),
    balances: await it.app.read.selectFrom('balances').selectAll().execute(),
    events: await toldBy(it),
  };
  expect(written.entries.length).toBeGreaterThan(0);
  await it.close();
  return written;
};

/** A payout of sales with and without a customer, one that is worth nothing any more, and a netted clawback. */
const underWay = async (it: PayoutTest): Promise<PayoutId> => {
  const refunded = await it.earn('ADA', 500);
  const [first] = await it.pay();
  await it.post(`payouts/${first?.id}/completion`, { reference: 'A' });
  await it.refund(refunded, 120);
  for (let index = 0; index < 60; index += 1) {
    await it.earn('ADA', 10 + index, index % 2 === 0 ? { customer_id: `c-${index % 7}`, sub1: 'x' } : {});
  }
  await it.earn('ADA', 0);
  const [second] = await it.pay();
  await it.events();
  return second?.id as PayoutId;
};

const toldBy = async (it: PayoutTest) => {
  const types = await it.events();
  const rows = await it.app.read
    .selectFrom('events')
    .select(['type', 'partner_id', 'entity_id', 'body'])
    .orderBy('seq')
    .execute();
  return rows.slice(-types.length).map(({ body, ...row }) => ({ ...row, data: JSON.parse(body ?? '').data }));
};

test('paying the commissions of a payout in one step writes what paying one after the other writes', async () => {
  const paidAt = Date.parse('2026-05-01T00:00:00Z');
  const together = await writtenBy(async (work, payoutId) => {
    await changePayoutCommissions(work, payoutId, { payoutId, paidAt });
  });
  const oneByOne = await writtenBy(async (work, payoutId) => {
    for (const commission of await listCommissionsInPayout(work.tx, payoutId)) {
      await changeCommission(work, commission, { payoutId, paidAt });
    }
  });
  expect(together).toEqual(oneByOne);
});

test('letting them go in one step writes what letting them go one after the other writes', async () => {
  const change = { payoutId: null, paidAt: null };
  const together = await writtenBy(async (work, payoutId) => {
    await changePayoutCommissions(work, payoutId, change);
  });
  const oneByOne = await writtenBy(async (work, payoutId) => {
    for (const commission of await listCommissionsInPayout(work.tx, payoutId)) {
      await changeCommission(work, commission, change);
    }
  });
  expect(together).toEqual(oneByOne);
});
