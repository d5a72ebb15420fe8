import { knownCurrencies } from '../../src/core/currencies.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';

/** What a new program needs; all else has a value to begin with and is changed in its settings. */
export const newProgramForm: readonly Field[] = [
  { name: 'name', label: 'Name', kind: 'text', required: true, help: 'Partners see it.' },
  {
    name: 'currency',
    label: 'Currency',
    kind: 'choice',
    required: true,
    options: knownCurrencies().map((code) => ({ value: code, label: code })),
    help: 'Cannot be changed later.',
  },
  {
    name: 'default_rule.basis_points',
    label: 'What partners earn of a purchase',
    kind: 'percent',
    placeholder: '20',
    help: 'Left empty, nobody earns anything until there is a rule.',
  },
  { name: 'time_zone', label: 'Time zone', kind: 'text', placeholder: 'Europe/Berlin' },
  { name: 'hold_days', label: 'Days that commissions wait', kind: 'number', placeholder: '30' },
];

interface ProgramFormProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const ProgramFormPage = ({ values = { currency: 'USD' }, refusal }: ProgramFormProps) => (
  <>
    <PageHead title="New program" above={{ label: 'Programs', href: '/admin/programs' }} />
    <ActionForm
      action="/admin/programs/new"
      fields={newProgramForm}
      values={values}
      refusal={refusal}
      submit="Make the program"
      cancel="/admin/programs"
    />
  </>
);
