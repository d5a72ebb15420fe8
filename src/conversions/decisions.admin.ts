import type { z } from 'zod';
import { assignmentReasons } from '../attribution/attribution.ts';
import type { Field, Option } from '../http/forms/field.ts';
import type { FormValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import type { PageRequest } from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';
import { personalRejectionReasons } from './conversion.ts';
import type { ConversionDetailView } from './conversion.view.ts';

type Conversion = z.output<typeof ConversionDetailView>;

/** A decision that a person takes about a conversion, as its page asks for it. */
export interface Decision {
  /** Of its address, here and in the API. */
  readonly name: 'qualification' | 'rejection' | 'assignment' | 'refund';
  readonly title: string;
  readonly about: string;
  readonly submit: string;
  readonly kind: 'primary' | 'danger';
  /** For the sentence afterwards. */
  readonly done: string;
  /** Whether it is told apart by a key of its own, and not by the version of the conversion. */
  readonly isKeyed?: boolean;
  /** What it would come to is shown for this before anything is written; nothing when that depends on it. */
  readonly firstBody?: Readonly<Record<string, unknown>>;
  fields(conversion: Conversion): readonly Field[];
  /** What stands in the form to begin with. */
  values(conversion: Conversion): FormValues;
  /** @throws DomainError `invalid_request` */
  body(page: PageRequest, conversion: Conversion): Promise<unknown>;
}

const optionsOf = (values: readonly string[]): Option[] =>
  values.map((value) => ({
    value,
    label: `${value.charAt(0).toUpperCase()}${value.slice(1).replaceAll('_', ' ')}`,
  }));

const note: Field = {
  name: 'note',
  label: 'Note',
  kind: 'long-text',
  help: 'Stays with the conversion and stands in its explanation.',
};

const qualification: Decision = {
  name: 'qualification',
  title: 'Qualify this conversion',
  about: 'It earns by the rules that were in force when it was received, whenever that is decided.',
  submit: 'Qualify it',
  kind: 'primary',
  done: 'qualified',
  firstBody: {},
  fields: () => [note],
  values: () => ({}),
  body: async (page, conversion) => readForm(qualification.fields(conversion), page.form),
};

const rejection: Decision = {
  name: 'rejection',
  title: 'Reject this conversion',
  about:
    'What it earned and is not paid yet is voided; what was paid is clawed back from the next payout. It can be qualified again, and gets back exactly what this takes.',
  submit: 'Reject it',
  kind: 'danger',
  done: 'rejected',
  firstBody: { reason: 'other' },
  fields: () => [
    {
      name: 'reason',
      label: 'Reason',
      kind: 'choice',
      required: true,
      options: optionsOf(personalRejectionReasons),
    },
    note,
  ],
  values: () => ({ reason: 'invalid' }),
  body: async (page, conversion) => readForm(rejection.fields(conversion), page.form),
};

const assignment: Decision = {
  name: 'assignment',
  title: 'Whose this conversion is',
  about:
    'Whoever it is given to earns what they would have earned when it was received, less what was refunded since. Whose it was loses what it earned them. Later purchases of the customer stay as they are.',
  submit: 'Give it to them',
  kind: 'primary',
  done: 'given to its new partner',
  fields: ({ partner_id }) => [
    { name: 'partner', label: 'Partner', kind: 'text', help: 'Name, code, email address or id.' },
    ...(partner_id === null
      ? []
      : [{ name: 'nobody', label: 'Take it away, and give it to nobody', kind: 'switch' } as const]),
    { name: 'reason', label: 'Reason', kind: 'choice', options: optionsOf(assignmentReasons) },
    note,
  ],
  values: ({ partner_id }): FormValues => (partner_id === null ? { reason: 'missing_sale' } : {}),
  body: async ({ api, form }, conversion) => {
    const { partner: _partner, nobody: isNobodys, ...said } = readForm(assignment.fields(conversion), form);
    if (isNobodys === true) return { ...said, partner_id: null };
    const typed = { field: 'partner', typed: written(form, 'partner') };
    return { ...said, partner_id: (await getTypedPartner(api, conversion.program_id, typed)).id };
  },
};

const refund: Decision = {
  name: 'refund',
  title: 'Refund this conversion',
  about:
    'Takes the same share of what it earned: unpaid commissions shrink, what was paid is clawed back from the next payout. The money of your customer is not moved by this: do that where you charged it.',
  submit: 'Record the refund',
  kind: 'danger',
  done: 'refund recorded',
  isKeyed: true,
  firstBody: {},
  fields: ({ currency, amount, refunded_amount }) => [
    {
      name: 'kind',
      label: 'Kind',
      kind: 'choice',
      required: true,
      options: optionsOf(['refund', 'chargeback']),
    },
    {
      name: 'amount',
      label: 'Amount given back',
      kind: 'money',
      ...(currency !== null && { currency }),
      help:
        (amount ?? 0) === 0 || refunded_amount === 0
          ? 'Of what was charged, tax and shipping included; all of it when left empty.'
          : 'Of what was charged, tax and shipping included; all that is left of it when left empty.',
    },
    { name: 'reason', label: 'Reason', kind: 'text', help: 'In your own words.' },
    { name: 'refund_id', label: 'Your id of it', kind: 'text', help: 'One per id and kind, for ever.' },
  ],
  values: () => ({ kind: 'refund' }),
  body: async (page, conversion) => readForm(refund.fields(conversion), page.form),
};

export const decisions: readonly Decision[] = [qualification, rejection, assignment, refund];
