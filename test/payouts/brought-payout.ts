import { expect } from 'bun:test';
import type { PayoutState } from '../../src/payouts/payout.ts';
import type { AnswerBody, TestAnswer } from '../support/call.ts';
import type { PayoutTest } from './payout-test.ts';

/** What each move is sent with. */
export const bodies = {
  submission: {},
  completion: { reference: 'BANK-1' },
  failure: { reason: 'receiver_account_closed' },
  retry: {},
  cancellation: {},
  reversal: { reason: 'returned_by_bank' },
} as const;
export type Move = keyof typeof bodies;

export const movePayout = (
  it: PayoutTest,
  id: string | undefined,
  name: Move,
  options = {},
): Promise<TestAnswer> => it.post(`payouts/${id}/${name}`, bodies[name], options);

/** How a payout gets into a state. */
const ways: Readonly<Record<PayoutState, readonly Move[]>> = {
  scheduled: [],
  processing: ['submission'],
  completed: ['completion'],
  failed: ['submission', 'failure'],
  canceled: ['cancellation'],
  reversed: ['completion', 'reversal'],
};

/** A payout of 700 and 50 to ADA, in a state. */
export const bringPayout = async (it: PayoutTest, state: PayoutState): Promise<AnswerBody> => {
  await it.earn('ADA', 700);
  await it.earn('ADA', 50);
  const [payout] = await it.pay();
  if (!payout) throw new Error('there is a payout');
  for (const name of ways[state]) expect((await movePayout(it, payout.id, name)).status).toBe(200);
  const { body } = await it.call('GET', `/api/v1/payouts/${payout.id}`);
  expect(body.state).toBe(state);
  await it.events();
  return body;
};
