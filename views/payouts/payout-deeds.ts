import type { Field } from '../../src/http/forms/field.ts';
import { failureReasons, type PayoutState, payoutReasons } from '../../src/payouts/payout.ts';
import { failureText, reasonText } from './words.ts';

/** What can be done to a payout, and what it means. */
export interface PayoutDeed {
  readonly move: 'completion' | 'submission' | 'failure' | 'retry' | 'cancellation' | 'reversal';
  /** What the button says. */
  readonly label: string;
  readonly kind?: 'primary' | 'danger';
  /** States that it can be done in. */
  readonly from: readonly PayoutState[];
  readonly to: PayoutState;
  readonly fields: readonly Field[];
  /** Whether the sum is typed to confirm it. */
  readonly isTyped?: boolean;
  /** What comes of it, told before. @param sum `USD 4,310.00` */
  consequences(sum: string, partner: string): string;
  /** What is said afterwards. */
  readonly done: string;
}

const note: Field = { name: 'note', label: 'Note', kind: 'text', help: 'For people to read.' };

const why: Field = {
  name: 'reason',
  label: 'Why',
  kind: 'choice',
  required: true,
  options: payoutReasons.map((value) => ({ value, label: reasonText[value] })),
};

export const payoutDeeds: readonly PayoutDeed[] = [
  {
    move: 'completion',
    label: 'Mark as paid',
    kind: 'primary',
    from: ['scheduled', 'processing'],
    to: 'completed',
    fields: [
      {
        name: 'reference',
        label: 'Reference',
        kind: 'text',
        required: true,
        help: 'What the bank calls it.',
      },
      { name: 'paid_at', label: 'Paid on', kind: 'date', help: 'In the time zone of the program.' },
    ],
    isTyped: true,
    consequences: (sum, partner) =>
      `This says that ${sum} has reached ${partner}. The commissions of this payout are paid with it, and the partner is told.`,
    done: 'Marked as paid.',
  },
  {
    move: 'submission',
    label: 'Mark as handed to the bank',
    from: ['scheduled'],
    to: 'processing',
    fields: [
      { name: 'reference', label: 'Reference', kind: 'text', help: 'What the bank calls it, if you know.' },
    ],
    consequences: (sum, partner) =>
      `This says that ${sum} is on its way to ${partner}. From then on it can be completed or fail, and not be canceled.`,
    done: 'It is on its way.',
  },
  {
    move: 'failure',
    label: 'Mark as failed',
    kind: 'danger',
    from: ['processing'],
    to: 'failed',
    fields: [
      {
        name: 'reason',
        label: 'Why',
        kind: 'choice',
        required: true,
        options: failureReasons.map((value) => ({ value, label: failureText[value] })),
      },
      note,
    ],
    consequences: (sum) => `${sum} stays reserved until you try again or cancel the payout.`,
    done: 'Marked as failed. Try it again, or cancel it.',
  },
  {
    move: 'retry',
    label: 'Try again',
    kind: 'primary',
    from: ['failed'],
    to: 'scheduled',
    fields: [],
    consequences: (sum, partner) =>
      `The payout of ${sum} to ${partner} waits to be paid again, with the same items.`,
    done: 'It waits to be paid again.',
  },
  {
    move: 'cancellation',
    label: 'Cancel the payout',
    kind: 'danger',
    from: ['scheduled', 'failed'],
    to: 'canceled',
    fields: [why, note],
    consequences: (sum) => `Nobody is paid. ${sum} is due again, and the next batch takes it.`,
    done: 'Canceled. What it would have paid is due again.',
  },
  {
    move: 'reversal',
    label: 'Mark as returned',
    kind: 'danger',
    from: ['completed'],
    to: 'reversed',
    fields: [why, note],
    isTyped: true,
    consequences: (sum, partner) =>
      `This says that ${sum} came back from ${partner}. Its commissions stay paid; a line for each of them is due at once, so that the next batch pays ${sum} again. It cannot be taken back.`,
    done: 'Reversed. What came back is due again.',
  },
];

export const deedsIn = (state: PayoutState): PayoutDeed[] =>
  payoutDeeds.filter(({ from }) => from.includes(state));
