import type { z } from 'zod';
import type { ListedPayoutView } from '../../src/payouts/payout.view.ts';
import { Amount } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Time } from '../components/time.tsx';
import { failureText } from './words.ts';

type Payout = z.output<typeof ListedPayoutView>;

/** A payout in a list. */
export const payoutColumns: readonly Column<Payout>[] = [
  { label: 'Partner', cell: ({ partner_name }) => partner_name },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }) => <Amount minor={amount} currency={currency} />,
  },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { label: 'Commissions', isNumber: true, cell: ({ item_count }) => item_count },
  {
    label: 'Reference, or why not',
    cell: ({ reference, failure_reason }) =>
      failure_reason ? failureText[failure_reason] : (reference ?? ''),
  },
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
  { label: 'Paid', cell: ({ completed_at }) => <Time at={completed_at} empty="not yet" /> },
];
