import { findCommission } from '../../../src/commissions/commission.store.ts';
import { dayMs } from '../../../src/core/clock.ts';
import type { PartnerId } from '../../../src/core/ids.ts';
import {
  type CommissionChange,
  changeCommission,
} from '../../../src/workflows/commissions/change-commission.ts';
import { releaseDueCommissions } from '../../../src/workflows/commissions/release-due-commissions.ts';
import type { TrackAnswer } from '../../../src/workflows/tracking/track-answer.ts';
import { createTestApp, testOrigin } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';

export interface Line extends AnswerBody {
  readonly partner_id: PartnerId;
  readonly kind: string;
  readonly amount: number;
  readonly reason: string | null;
  readonly due_at: string;
}

/** Sales of 10.00 USD, due after ten days: they earn Ada 20 % and Bob 30 %. Every step of a payout is made as it makes it. */
export const createAssignmentWorld = async (program: Readonly<Record<string, unknown>> = {}) => {
  const it = await createTestApp();
  const { id: programId } = await it.build.program({ hold_days: 10, ...program });
  const partner = async (code: string) =>
    (await it.build.partner({ program_id: programId, code, name: code })).id as PartnerId;
  const [ada, bob] = [await partner('ADA'), await partner('BOB')];
  await it.build.rule({
    ...{ program_id: programId, kind: 'percent', basis_points: 3_000 },
    scope: { partner_id: bob },
  });
  let orders = 0;

  const buy = async (fields: Readonly<Record<string, unknown>> = {}): Promise<TrackAnswer> => {
    orders += 1;
    const body = { program: programId, order_id: `a-${orders}`, amount: 1_000, currency: 'USD', ...fields };
    const answer = await it.call<TrackAnswer>('POST', '/track/purchase', { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const assign = (id: string, partner_id: string | null, more: object = {}, headers = {}) =>
    it.call('POST', `/api/v1/conversions/${id}/assignment`, { body: { partner_id, ...more }, headers });
  const linesOf = async (id: string): Promise<readonly Line[]> =>
    [
      ...(await it.call<{ data: Line[] }>('GET', `/api/v1/commissions?conversion_id=${id}&limit=200`)).body
        .data,
    ].reverse();
  const change = async (lines: readonly Line[], facts: (now: number) => CommissionChange) => {
    for (const { id } of lines) {
      await it.app.transact(testOrigin, async (work) => {
        const commission = await findCommission(work.tx, id as never);
        if (!commission) throw new Error('gone');
        await changeCommission(work, commission, facts(work.now));
      });
    }
  };
  const inState = async (id: string, state: string) =>
    (await linesOf(id)).filter((line) => line.state === state);
  const reserve = async (id: string) =>
    change(await inState(id, 'due'), () => ({ payoutId: 'pay_0000000000' }));
  const settle = async (id: string) => change(await inState(id, 'processing'), (now) => ({ paidAt: now }));
  return {
    ...{ it, programId, ada, bob, buy, assign, linesOf, reserve, settle },
    /** The hold of everything so far ends. */
    async pass() {
      it.clock.advance(11 * dayMs);
      await releaseDueCommissions(it.app.transact, 'req_tick');
    },
    async pay(id: string) {
      await reserve(id);
      await settle(id);
    },
    /** What is owed and was paid to each for a conversion, all lines together. */
    async totals(id: string): Promise<{ ada: number; bob: number }> {
      const lines = await linesOf(id);
      const sum = (partnerId: PartnerId) =>
        lines
          .filter(({ partner_id }) => partner_id === partnerId)
          .reduce((total, { amount }) => total + amount, 0);
      return { ada: sum(ada), bob: sum(bob) };
    },
    refund: (fields: object) => it.call('POST', '/track/refund', { body: { program: programId, ...fields } }),
    reject: (id: string) =>
      it.call('POST', `/api/v1/conversions/${id}/rejection`, { body: { reason: 'fraud' } }),
    qualify: (id: string) => it.call('POST', `/api/v1/conversions/${id}/qualification`),
  };
};

export type AssignmentWorld = Awaited<ReturnType<typeof createAssignmentWorld>>;
