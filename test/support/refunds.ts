import { findCommission } from '../../src/commissions/commission.store.ts';
import type { Commission } from '../../src/commissions/commission.ts';
import type { CommissionId } from '../../src/core/ids.ts';
import {
  type CommissionChange,
  changeCommission,
} from '../../src/workflows/commissions/change-commission.ts';
import type { RefundAnswer } from '../../src/workflows/refunds/refund-answer.ts';
import { settleReversals } from '../../src/workflows/refunds/settle-reversals.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { type TestApp, testOrigin } from './app.ts';

type Fields = Readonly<Record<string, unknown>>;

export type RefundReply = RefundAnswer & {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

/** What tests of refunds do again and again, in one program whose partner has the code ADA20. */
export interface RefundShop {
  readonly programId: string;
  readonly partnerId: string;
  /** A purchase of 100.00 USD unless told otherwise; it must succeed. */
  buy(orderId: string, fields?: Fields): Promise<TrackAnswer>;
  refund(fields: Fields, headers?: Record<string, string>): Promise<{ status: number; body: RefundReply }>;
  cancel(fields: Fields): Promise<{ status: number; body: Record<string, unknown> }>;
  commission(id: string): Promise<Commission>;
  /** Changes stored facts as a workflow would, and settles what refunds left to do when it leaves processing. */
  change(id: string, change: CommissionChange): Promise<Commission>;
  /** What all commissions of the partner sum to, by state; states without money are left out. */
  balances(currency?: string): Promise<Record<string, number>>;
}

export const openRefundShop = async (it: TestApp, program: Fields = {}): Promise<RefundShop> => {
  const { id: program_id } = await it.build.program(program);
  const partner = await it.build.partner({ program_id });
  await it.build.promoCode(partner.id, 'ADA20');
  const commission = async (id: string): Promise<Commission> => {
    const found = await findCommission(it.app.read, id as CommissionId);
    if (!found) throw new Error(`no commission ${id}`);
    return found;
  };
  return {
    programId: program_id,
    partnerId: partner.id,
    async buy(orderId, fields) {
      const body = { order_id: orderId, promo_code: 'ADA20', amount: 10_000, currency: 'USD', ...fields };
      const answer = await it.call<TrackAnswer>('POST', '/track/purchase', { body });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    refund: (body, headers = {}) => it.call<RefundReply>('POST', '/track/refund', { body, headers }),
    cancel: (body) => it.call<Record<string, unknown>>('POST', '/track/cancellation', { body }),
    commission,
    change: (id, change) =>
      it.app.transact(testOrigin, async (work) => {
        const before = await findCommission(work.tx, id as CommissionId);
        if (!before) throw new Error(`no commission ${id}`);
        const after = await changeCommission(work, before, change);
        if (before.state === 'processing') await settleReversals(work, after);
        return after;
      }),
    async balances(currency = 'USD') {
      const { data } = (
        await it.call<{ data: Record<string, unknown>[] }>('GET', `/api/v1/balances?partner_id=${partner.id}`)
      ).body;
      const row = data.find((balance) => balance.currency === currency) ?? {};
      const states = ['pending', 'held', 'due', 'processing', 'paid'].map((name) => [
        name,
        Number(row[name] ?? 0),
      ]);
      return Object.fromEntries(states.filter(([, minor]) => minor !== 0));
    },
  };
};
