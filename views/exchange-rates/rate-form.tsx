import { knownCurrencies } from '../../src/core/currencies.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { PageProgram } from '../../src/http/pages/page-route.ts';
import { Consequences } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';

const currencies = knownCurrencies().map((code) => ({ value: code, label: code }));

export const newRateForm = (program: PageProgram | undefined): readonly Field[] => [
  {
    name: 'from',
    label: 'From',
    kind: 'choice',
    required: true,
    options: currencies,
    help: 'The currency of the sale.',
  },
  {
    name: 'to',
    label: 'To',
    kind: 'choice',
    required: true,
    options: currencies,
    help: 'The currency of the program.',
  },
  {
    name: 'rate',
    label: 'Rate',
    kind: 'text',
    required: true,
    placeholder: '1.0825',
    help: 'What one unit of the first is worth in the second, with up to 10 decimals.',
  },
  { name: 'valid_from', label: 'Counts from', kind: 'instant', help: 'UTC. Left empty: from now on.' },
  {
    name: 'source',
    label: 'Source',
    kind: 'text',
    required: true,
    placeholder: 'ECB',
    help: 'Where it was taken from, for people to check.',
  },
  {
    name: 'program_id',
    label: 'Only for',
    kind: 'choice',
    options: program ? [{ value: program.id, label: program.name }] : [],
    help: 'Left empty, it counts for every program that has no rate of its own.',
  },
];

interface RateFormProps {
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
}

export const RateFormPage = ({ fields, values, refusal }: RateFormProps) => (
  <>
    <PageHead title="New rate" above={{ label: 'Exchange rates', href: '/admin/exchange-rates' }} />
    <ActionForm
      action="/admin/exchange-rates/new"
      fields={fields}
      values={values}
      refusal={refusal}
      submit="Store the rate"
      cancel="/admin/exchange-rates"
    >
      <Consequences
        title="A rate is never changed"
        lines={[
          'A later one takes its place. Commissions keep the rate that they were computed by.',
          'Sales that were computed before are not computed again.',
        ]}
      />
    </ActionForm>
  </>
);
