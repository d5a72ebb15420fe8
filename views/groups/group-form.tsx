import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Consequences } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import type { GroupFacts } from './group.ts';

export const groupFields: readonly Field[] = [
  { name: 'name', label: 'Name', kind: 'text', required: true },
  {
    name: 'tier_metric',
    label: 'Its tiers are climbed by',
    kind: 'radio',
    options: [
      { value: 'revenue', label: 'Revenue', help: 'What customers were charged, net of refunds.' },
      { value: 'conversions', label: 'Conversions', help: 'How many there are.' },
    ],
  },
  {
    name: 'tier_window',
    label: 'Within',
    kind: 'radio',
    options: [
      { value: 'month', label: 'The calendar month', help: 'Who falls, falls at its end.' },
      { value: 'rolling', label: 'The last days', help: 'Looked at again each midnight.' },
    ],
  },
  {
    name: 'tier_days',
    label: 'How many days',
    kind: 'number',
    empty: 'null',
    help: 'Of the last days alone; 1 to 366.',
  },
];

/** In the unit that the group counts by. */
export const tierFields = (
  { tier_metric }: Pick<GroupFacts, 'tier_metric'>,
  currency: string,
): readonly Field[] => [
  { name: 'name', label: 'Name', kind: 'text', required: true, placeholder: 'Gold' },
  tier_metric === 'revenue'
    ? {
        name: 'threshold',
        label: 'From this revenue on',
        kind: 'money',
        currency,
        required: true,
        help: '0 is where everybody begins.',
      }
    : {
        name: 'threshold',
        label: 'From so many conversions on',
        kind: 'number',
        required: true,
        help: '0 is where everybody begins.',
      },
];

interface GroupFormProps {
  readonly title: string;
  readonly above: { readonly label: string; readonly href: string };
  readonly answer?: string;
  readonly action: string;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly values?: FormValues;
  readonly refusal?: FormRefusal | undefined;
  readonly rowVersion?: string | number | undefined;
}

/** A form of a group, or of one of its tiers. */
export const GroupFormPage = (form: GroupFormProps) => (
  <>
    <PageHead title={form.title} above={form.above} answer={form.answer} />
    <ActionForm
      action={form.action}
      fields={form.fields}
      values={form.values}
      refusal={form.refusal}
      submit={form.submit}
      cancel={form.above.href}
      hidden={{ row_version: form.rowVersion }}
    />
  </>
);

interface RetirementProps extends Omit<GroupFormProps, 'fields' | 'values' | 'answer'> {
  readonly consequences: readonly string[];
}

/** What retiring brings, said before; nobody can be in it. */
export const RetirementPage = (form: RetirementProps) => (
  <>
    <PageHead title={form.title} above={form.above} />
    <Consequences title="What this brings" tone="bad" lines={form.consequences} />
    <ActionForm
      action={form.action}
      fields={[]}
      refusal={form.refusal}
      submit={form.submit}
      kind="danger"
      cancel={form.above.href}
      hidden={{ row_version: form.rowVersion }}
    />
  </>
);
