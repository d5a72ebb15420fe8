import { assignmentReasons } from '../../src/attribution/attribution.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Consequences } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { optionsOf } from '../conversions/words.ts';
import { type CustomerFacts, customerHref, customerTitle, type ReferralFacts } from './customer.ts';

export const assignmentFields: readonly Field[] = [
  {
    name: 'partner_id',
    label: 'Partner',
    kind: 'text',
    help: 'Their code, email address, name or id.',
  },
  { name: 'nobody', label: 'To nobody: no partner referred them', kind: 'switch' },
  { name: 'reason', label: 'Reason', kind: 'choice', required: true, options: optionsOf(assignmentReasons) },
  { name: 'note', label: 'Note', kind: 'long-text', help: 'Shown to whoever looks why it is theirs.' },
];

interface DecisionProps {
  readonly customer: CustomerFacts;
  readonly live: ReferralFacts | undefined;
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const CustomerAssignmentPage = ({ customer, live, values, refusal }: DecisionProps) => (
  <>
    <PageHead
      title={`Whose customer is ${customerTitle(customer)}?`}
      above={{ label: customerTitle(customer), href: customerHref(customer.id) }}
    />
    <Consequences
      title="What this brings"
      lines={[
        'From now on your decision stands above every click and code that their purchases bring along.',
        live
          ? `The referral by ${live.partner_name} is void.`
          : 'Nobody loses anything: they are nobody’s now.',
        'What they bought before stays whose it is. A single sale is given to somebody else on its own page.',
      ]}
    />
    <ActionForm
      action={customerHref(customer.id, 'assignment')}
      fields={assignmentFields}
      values={values}
      refusal={refusal}
      submit="Decide whose they are"
      cancel={customerHref(customer.id)}
    />
  </>
);

export const CustomerCancellationPage = ({ customer, live, refusal }: DecisionProps) => (
  <>
    <PageHead
      title={`${customerTitle(customer)} canceled`}
      above={{ label: customerTitle(customer), href: customerHref(customer.id) }}
    />
    <Consequences
      title="What this brings"
      lines={[
        `From now on their purchases earn ${live?.partner_name ?? 'nobody'} nothing by rules that pay again and again.`,
        'What was earned so far stays. A new referral begins anew.',
        'It cannot be taken back here: only by giving them to a partner again.',
      ]}
    />
    <ActionForm
      action={customerHref(customer.id, 'cancellation')}
      fields={[]}
      refusal={refusal}
      submit="Stop recurring commissions"
      cancel={customerHref(customer.id)}
    />
  </>
);
