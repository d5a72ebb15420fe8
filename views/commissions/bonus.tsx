import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';

export const bonusFields = (currency: string): readonly Field[] => [
  {
    name: 'partner',
    label: 'Partner',
    kind: 'text',
    required: true,
    help: 'Name, code, email address or id.',
  },
  { name: 'amount', label: 'Amount', kind: 'money', currency, required: true },
  {
    name: 'note',
    label: 'What it is for',
    kind: 'text',
    required: true,
    help: 'Stays with the commission.',
  },
  {
    name: 'due_at',
    label: 'Due from',
    kind: 'instant',
    help: 'In UTC; at once when left empty.',
  },
  { name: 'conversion_id', label: 'For the conversion', kind: 'text', placeholder: 'cnv_…' },
];

interface BonusProps {
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
  readonly currency: string;
  readonly formKey: string;
}

export const BonusPage = ({ values, refusal, currency, formKey }: BonusProps) => (
  <>
    <PageHead
      title="Bonus for a partner"
      above={{ label: 'Commissions', href: '/admin/commissions' }}
      answer="A commission beside the rules. Awarding it approves it: it is paid with the next payout after it is due."
    />
    <ActionForm
      action="/admin/commissions/new"
      fields={bonusFields(currency)}
      values={values}
      refusal={refusal}
      submit="Award the bonus"
      cancel="/admin/commissions"
      hidden={{ idempotency_key: formKey }}
    />
  </>
);
