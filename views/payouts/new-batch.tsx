import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Consequences } from '../components/consequences.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { type PayoutPlan, PlanTables } from './plan-tables.tsx';
import { sumsText } from './words.ts';

export const newBatchForm: readonly Field[] = [
  {
    name: 'note',
    label: 'Note',
    kind: 'text',
    help: 'For whoever approves it, such as “October”.',
  },
];

interface NewBatchPageProps {
  /** Whom to pay, as it stands in the address. */
  readonly asked: Query;
  readonly currencies: readonly string[];
  /** In whose units a minimum is written while no currency is chosen. */
  readonly programCurrency: string;
  /** Undefined when what was asked for cannot be answered. */
  readonly plan: PayoutPlan | undefined;
  /** Why not. */
  readonly unanswered: string;
  /** Whose money it is, whatever program is looked at in another window meanwhile. */
  readonly programId: string;
  readonly formKey: string;
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

const path = '/admin/payouts/new';

/** First who gets what, then the button. */
export const NewBatchPage = (page: NewBatchPageProps) => (
  <>
    <PageHead
      title="New batch"
      above={{ label: 'Payouts', href: '/admin/payouts' }}
      answer={page.plan && sentenceOf(page.plan)}
    />
    <FilterBar path={path} query={page.asked} filters={filtersOf(page)} />
    {page.unanswered !== '' && (
      <p class="error" role="alert">
        {page.unanswered}
      </p>
    )}
    {page.plan && page.plan.payouts.length > 0 && (
      <ActionForm
        action={hrefWith(path, {}, { program_id: page.programId })}
        fields={newBatchForm}
        values={page.values}
        refusal={page.refusal}
        hidden={{ ...page.asked, idempotency_key: page.formKey }}
        submit="Make the draft"
        cancel="/admin/payouts"
      >
        <Consequences
          title={sentenceOf(page.plan)}
          lines={['A draft pays nobody yet. Once it is approved its payouts are made, by what is due then.']}
        />
      </ActionForm>
    )}
    {page.plan && <PlanTables plan={page.plan} />}
  </>
);

const filtersOf = ({ asked, currencies, programCurrency }: NewBatchPageProps) => [
  {
    name: 'currency',
    label: 'Currency',
    options: currencies.map((code) => ({ value: code, label: code })),
  },
  { name: 'until', label: 'Due until the end of', type: 'date' as const },
  {
    name: 'minimum',
    label: `Smallest sum in ${asked.currency ?? programCurrency}`,
    placeholder: 'as in the program',
  },
];

const sentenceOf = ({ payouts, totals, excluded }: PayoutPlan): string => {
  const left = excluded.length > 0 ? `; ${counted(excluded.length, 'sum is', 'sums are')} left out` : '';
  if (payouts.length === 0) return `Pays nobody${left}.`;
  const partners = new Set(payouts.map(({ partner_id }) => partner_id)).size;
  const shownPartners = counted(partners, 'partner', 'partners');
  return `Pays ${shownPartners} ${sumsText(totals)}${left}.`;
};
