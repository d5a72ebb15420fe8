import { expect } from 'bun:test';
import { findCommission } from '../../../src/commissions/commission.store.ts';
import { dayMs } from '../../../src/core/clock.ts';
import {
  type CommissionChange,
  changeCommission,
} from '../../../src/workflows/commissions/change-commission.ts';
import { releaseDueCommissions } from '../../../src/workflows/commissions/release-due-commissions.ts';
import type { TrackAnswer } from '../../../src/workflows/tracking/track-answer.ts';
import { createTestApp, testOrigin } from '../../support/app.ts';

/** A program whose commissions of 200 USD cents are due after ten days and approved by hand, and what people do there. */
export const createCommissionWorld = async (program: object = {}) => {
  const app = await createTestApp();
  await app.build.program({ hold_days: 10, approval: 'manual', ...program });
  const partnerId = (await app.build.partner({ code: 'ADA' })).id;
  let count = 0;

  const earn = async (fields: object = {}): Promise<string> => {
    count += 1;
    const { body } = await app.call<TrackAnswer>('POST', '/track/purchase', {
      body: { order_id: `order-${count}`, partner: 'ADA', amount: 1_000, currency: 'USD', ...fields },
    });
    return body.commissions[0]?.id ?? '';
  };
  const move = (id: string, name: string, body: object = {}) =>
    app.call('POST', `/api/v1/commissions/${id}/${name}`, { body });
  const approve = (id: string) => move(id, 'approval');
  const hold = (id: string) => move(id, 'hold', { note: 'asked the shop' });
  const release = (id: string) => move(id, 'release');
  const voidIt = (id: string) => move(id, 'void', { note: 'never happened' });
  const adjust = (id: string, amount: number) => move(id, 'adjustment', { amount, note: 'agreed by phone' });
  const get = async (id: string) => (await app.call('GET', `/api/v1/commissions/${id}`)).body;
  const tick = () => releaseDueCommissions(app.app.transact, 'req_tick');
  const balance = async () =>
    (await app.call('GET', `/api/v1/balances?partner_id=${partnerId}`)).body.data[0];
  const change = (id: string, facts: (now: number) => CommissionChange) =>
    app.app.transact(testOrigin, async (work) => {
      const commission = await findCommission(work.tx, id as never);
      if (!commission) throw new Error('gone');
      await changeCommission(work, commission, facts(work.now));
    });

  /** The ways into each state; a payout's steps are made as the payout makes them. */
  const bring: Record<string, () => Promise<string>> = {
    pending: earn,
    held: async () => {
      const id = await earn();
      await hold(id);
      return id;
    },
    due: async () => {
      const id = await earn();
      await approve(id);
      app.clock.advance(10 * dayMs);
      await tick();
      return id;
    },
    processing: async () => {
      const id = (await bring.due?.()) ?? '';
      await change(id, () => ({ payoutId: 'pay_0000000000' }));
      return id;
    },
    paid: async () => {
      const id = (await bring.processing?.()) ?? '';
      await change(id, (now) => ({ paidAt: now }));
      return id;
    },
    voided: async () => {
      const id = await earn();
      await voidIt(id);
      return id;
    },
  };
  const into = async (state: string): Promise<string> => {
    const id = (await bring[state]?.()) ?? '';
    expect((await get(id)).state).toBe(state);
    await app.events();
    return id;
  };
  const moves = { move, approve, hold, release, voidIt, adjust };
  return { app, partnerId, earn, get, tick, balance, change, into, ...moves };
};

export type CommissionWorld = Awaited<ReturnType<typeof createCommissionWorld>>;
