import type { z } from 'zod';
import type { FailureReason, PayoutReason } from '../../src/payouts/payout.ts';
import type { PayoutPlanView } from '../../src/payouts/payout-plan.view.ts';
import { amountText } from '../components/amount.tsx';
import { counted, inWords } from '../components/plain-list.ts';

type Exclusion = z.output<typeof PayoutPlanView>['excluded'][number];

export const failureText: Readonly<Record<FailureReason, string>> = {
  receiver_account_closed: 'The account is closed',
  receiver_details_invalid: 'The account details are wrong',
  receiver_refused: 'The receiver refused it',
  insufficient_funds: 'There was not enough money on our side',
  limit_exceeded: 'It was above a limit',
  provider_error: 'The bank or provider failed',
  other: 'Something else',
};

export const reasonText: Readonly<Record<PayoutReason, string>> = {
  returned_by_bank: 'The bank returned it',
  returned_by_receiver: 'The partner sent it back',
  recalled: 'We recalled it',
  mistake: 'It was a mistake',
  partner_request: 'The partner asked for it',
  other: 'Something else',
};

/** Why somebody is left out, with the number that decides where there is one. */
export const exclusionText = ({ reason, minimum, currency }: Exclusion): string => {
  switch (reason) {
    case 'below_threshold':
      return `Below the smallest sum that is paid, ${amountText(minimum, currency)}`;
    case 'negative_balance':
      return 'Owes more than is due';
    case 'nothing_to_pay':
      return 'What is due and what is owed back cancel out';
    case 'partner_suspended':
      return 'Suspended: payouts are frozen';
    case 'partner_not_approved':
      return 'Not approved';
    case 'partner_deleted':
      return 'Deleted: nobody knows any more who it was';
    case 'too_many_clawbacks':
      return 'More clawbacks than one payout can hold';
  }
};

interface Total {
  readonly currency: string;
  readonly amount: number;
  readonly payouts: number;
}

/** `12 payouts, USD 4,310.00 and EUR 20.00`; currencies are never added up. */
export const totalsText = (totals: readonly Total[]): string => {
  const count = totals.reduce((sum, { payouts }) => sum + payouts, 0);
  return `${counted(count, 'payout', 'payouts')}, ${sumsText(totals)}`;
};

/** `USD 4,310.00 and EUR 20.00` */
export const sumsText = (totals: readonly Pick<Total, 'amount' | 'currency'>[]): string =>
  inWords(totals.map(({ amount, currency }) => amountText(amount, currency)));
