import type { z } from 'zod';
import type { BalanceView } from '../../src/ledger/balance.view.ts';
import { amountText } from '../components/amount.tsx';
import { inWords } from '../components/plain-list.ts';

type Balances = readonly z.output<typeof BalanceView>[];
type Account = 'pending' | 'held' | 'due' | 'processing';

/** What of an account there is, in each currency; undefined when nothing is. */
const sumOf = (balances: Balances, account: Account): string | undefined => {
  const sums = balances.filter((balance) => balance[account] !== 0);
  if (sums.length === 0) return undefined;
  return inWords(sums.map((balance) => amountText(balance[account], balance.currency)));
};

export const rejectionConsequences: readonly string[] = [
  'They earn nothing. Whatever they send is kept as belonging to nobody.',
  'You can take them back into review at any time.',
];

export const suspensionConsequences = (balances: Balances): string[] => {
  const due = sumOf(balances, 'due');
  return [
    'Their links still lead on and clicks are recorded, but nothing is credited for them.',
    'New conversions of theirs are rejected with the reason partner_suspended.',
    due === undefined
      ? 'Payouts to them are frozen.'
      : `Payouts to them are frozen: ${due} that is due waits.`,
    'What they earned so far is kept. You can reinstate them at any time.',
  ];
};

export const terminationConsequences = (balances: Balances): string[] => {
  const pending = sumOf(balances, 'pending');
  const held = sumOf(balances, 'held');
  const due = sumOf(balances, 'due');
  const processing = sumOf(balances, 'processing');
  return [
    'They leave for good: nobody can be taken back from here.',
    'Their links lead on without a click id, and nothing new is credited.',
    due === undefined ? 'Nothing is due to them now.' : `${due} is due and is still paid.`,
    processing && `${processing} is being paid; that goes on.`,
    pending &&
      `${pending} is pending: it becomes due after its hold and is paid, unless you void it below with a reason.`,
    held && `${held} is held; whoever resolves the hold decides about it.`,
  ].filter((line) => line !== undefined);
};

export const deletionConsequences: readonly string[] = [
  'Their name, email address and country are forgotten. Nobody can bring them back.',
  'Their commissions and payouts stay on record, under the id.',
  'It is refused while anything is unpaid.',
];
