import type { z } from 'zod';
import type { Field } from '../http/forms/field.ts';
import type { CommissionDetailView } from './commission.view.ts';

export type ShownCommission = z.output<typeof CommissionDetailView>;

/** What a person does about a commission, as its page asks for it. */
export interface CommissionDeed {
  /** Of its address, here and in the API. */
  readonly name: 'approval' | 'hold' | 'release' | 'void' | 'adjustment';
  readonly title: string;
  readonly submit: string;
  readonly kind: 'primary' | 'danger';
  /** For the sentence afterwards. */
  readonly done: string;
  /** What has to be typed before it is done. */
  readonly word?: string;
  /** The deed that takes it back. */
  readonly undo?: 'release';
  fields(currency: string): readonly Field[];
}

const note = (isRequired: boolean): Field => ({
  name: 'note',
  label: 'Note',
  kind: 'long-text',
  required: isRequired,
  help: 'Stays with the commission.',
});

const approval: CommissionDeed = {
  name: 'approval',
  title: 'Approve this commission',
  submit: 'Approve it',
  kind: 'primary',
  done: 'approved',
  fields: () => [note(false)],
};

const hold: CommissionDeed = {
  name: 'hold',
  title: 'Hold this commission back',
  submit: 'Hold it back',
  kind: 'primary',
  done: 'held back',
  undo: 'release',
  fields: () => [note(true)],
};

const release: CommissionDeed = {
  name: 'release',
  title: 'Release this commission',
  submit: 'Release it',
  kind: 'primary',
  done: 'released',
  fields: () => [note(false)],
};

const voidIt: CommissionDeed = {
  name: 'void',
  title: 'Void this commission',
  submit: 'Void it for good',
  kind: 'danger',
  done: 'voided',
  word: 'void',
  fields: () => [
    {
      name: 'reason',
      label: 'Reason',
      kind: 'choice',
      required: true,
      options: [
        { value: 'manual', label: 'A person’s decision' },
        { value: 'fraud', label: 'Fraud' },
        { value: 'duplicate', label: 'Duplicate' },
        { value: 'mistake', label: 'Mistake' },
      ],
    },
    note(true),
  ],
};

const adjustment: CommissionDeed = {
  name: 'adjustment',
  title: 'Adjust this commission',
  submit: 'Post the adjustment',
  kind: 'primary',
  done: 'adjusted by a line of its own',
  fields: (currency) => [
    {
      name: 'amount',
      label: 'Amount to add',
      kind: 'money',
      currency,
      required: true,
      help: 'With a minus it is taken off: -12.50.',
    },
    note(true),
  ],
};

export const commissionDeeds: readonly CommissionDeed[] = [approval, hold, release, voidIt, adjustment];

/** Those that can be done about many at once. */
export const bulkDeeds: readonly CommissionDeed[] = [approval, hold, release, voidIt];
