import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, hourMs } from '../../src/core/clock.ts';
import { examine } from '../../src/doctor/examination.ts';
import { databasePathIn } from '../../src/settings/data-folder.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

/** Two sales: one earns two dollars, the other nothing, for the cap is reached. */
let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program({ hold_days: 10, caps: { partner: { amount: 200, period: 'month' } } });
  await it.build.partner({ code: 'ADA' });
  for (const order_id of ['first', 'over-the-cap']) {
    await post('/track/purchase', { order_id, partner: 'ADA', amount: 1_000, currency: 'USD' });
  }
});
afterEach(() => it.close());

const post = async (path: string, body: object = {}): Promise<AnswerBody> => {
  const answer = await it.call('POST', path, { body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const becomeDueAndSetBack = async (between?: () => Promise<unknown>): Promise<void> => {
  it.clock.advance(10 * dayMs);
  expect(await releaseDueCommissions(it.app.transact, 'req_release')).toBe(2);
  await between?.();
  it.clock.advance(-hourMs);
};

const states = () =>
  it.app.read.selectFrom('commissions').select(['state', 'amount_minor']).orderBy('seq').execute();

const found = async () => {
  const path = databasePathIn(it.app.config.dataDir);
  const { results } = await examine(path, { clock: it.clock, looksAtFile: false });
  return results.flatMap(({ name, examples }) => examples.map(({ what }) => `${name}: ${what}`));
};

const bothDue = [
  { state: 'due', amount_minor: 200 },
  { state: 'due', amount_minor: 0 },
];

describe('after the clock was set back to before the end of a hold, the doctor', () => {
  test('finds nothing in what had become due and changed since', async () => {
    await becomeDueAndSetBack();
    await post('/track/refund', { order_id: 'first', refund_id: 'r1', amount: 500 });
    expect(await states()).toEqual(bothDue as never);
    expect(await found()).toEqual([]);
  });

  test('finds nothing in what a canceled payout gave back, though one earned nothing', async () => {
    let payoutId: string | undefined;
    await becomeDueAndSetBack(async () => {
      const { id } = await post('/api/v1/payout-batches');
      await post(`/api/v1/payout-batches/${id}/approval`);
      const { body } = await it.call('GET', `/api/v1/payouts?batch_id=${id}`);
      payoutId = body.data[0]?.id;
    });
    await post(`/api/v1/payouts/${payoutId}/cancellation`);
    expect(await states()).toEqual(bothDue as never);
    expect(await found()).toEqual([]);
  });

  test('finds what became due too early, even when it changed after its hold', async () => {
    await it.app.transact(testOrigin, async ({ tx, now }) => {
      const changes = { state: 'due', updated_at: now + 11 * dayMs };
      await tx.updateTable('commissions').set(changes).where('amount_minor', '=', 0).execute();
    });
    expect(await found()).toEqual(['commission_states: it is due before its hold has ended']);
  });
});
