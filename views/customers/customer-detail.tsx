import type { z } from 'zod';
import type { ListedConversionView } from '../../src/conversions/conversion.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { capital, methodWords } from '../conversions/words.ts';
import { partnerHref } from '../partners/partner.ts';
import { conversionColumns } from '../partners/partner-related-columns.tsx';
import {
  type CustomerFacts,
  customerHref,
  customersPath,
  customerTitle,
  isLive,
  type ReferralFacts,
} from './customer.ts';

type Conversion = z.output<typeof ListedConversionView>;

interface CustomerDetailProps {
  readonly customer: CustomerFacts;
  /** Newest first. */
  readonly referrals: readonly ReferralFacts[];
  readonly conversions: { readonly data: readonly Conversion[]; readonly next_cursor: string | null };
  readonly mayWrite: boolean;
}

export const CustomerDetailPage = (props: CustomerDetailProps) => {
  const { customer, referrals, conversions, mayWrite } = props;
  const live = referrals.find(isLive);
  return (
    <>
      <PageHead
        title={customerTitle(customer)}
        above={{ label: 'Customers', href: customersPath }}
        badge={live && <StateBadge state={live.state} />}
        answer={sentenceOf(live)}
      >
        {mayWrite && <Actions customer={customer} live={live} />}
      </PageHead>
      <Facts facts={factsOf(customer, live)} />
      {live && <Evidence referral={live} />}
      {referrals.length > 1 && (
        <section>
          <h2>Referrals, one after the other</h2>
          <DataTable caption="Referrals" columns={referralColumns} rows={referrals} />
        </section>
      )}
      <section>
        <h2>Conversions</h2>
        <Conversions customer={customer} conversions={conversions} />
      </section>
    </>
  );
};

/** Whose they are and how they came, in a sentence. */
const sentenceOf = (live: ReferralFacts | undefined) => {
  if (!live) return 'They belong to nobody: what they buy is credited only to whom it brings along.';
  return (
    <>
      <a href={partnerHref(live.partner_id)}>{live.partner_name}</a> referred them by{' '}
      {methodWords[live.method] || 'an earlier referral'}, decided <Time at={live.decided_at} />
      {live.recurring_stopped_at !== null &&
        '. They canceled: later purchases earn nothing by recurring rules'}
      .
    </>
  );
};

const Actions = ({
  customer: { id },
  live,
}: {
  readonly customer: CustomerFacts;
  readonly live: ReferralFacts | undefined;
}) => (
  <>
    <a class="button" href={customerHref(id, 'assignment')}>
      {live ? 'Give to another partner' : 'Give to a partner'}
    </a>
    {live && live.recurring_stopped_at === null && (
      <a class="button" href={customerHref(id, 'cancellation')}>
        They canceled
      </a>
    )}
  </>
);

const factsOf = (customer: CustomerFacts, live: ReferralFacts | undefined) =>
  [
    ['Your id', customer.external_id],
    ['Name', customer.name],
    ['Email address', customer.email_known ? 'Known, as a hash' : 'Not known'],
    ['First purchase', <Time at={customer.first_purchase_at} empty="none yet" />],
    ['First seen', <Time at={customer.created_at} />],
    ['Referral ends', live && <Time at={live.expires_at} empty="never" />],
    ['Canceled', live?.recurring_stopped_at && <Time at={live.recurring_stopped_at} />],
    ['Id', <ShortId id={customer.id} />],
  ] as const;

type Candidate = ReferralFacts['candidates'][number];

/** What the decision rested on: kept with it, because clicks are forgotten after a while. */
const Evidence = ({ referral }: { readonly referral: ReferralFacts }) => {
  if (referral.candidates.length === 0) return null;
  return (
    <section>
      <h2>Why {referral.partner_name}</h2>
      <DataTable
        caption="Everybody who could have referred them"
        columns={candidateColumns(referral)}
        rows={referral.candidates}
      />
    </section>
  );
};

const candidateColumns = (referral: ReferralFacts): readonly Column<Candidate>[] => [
  { label: 'By', cell: ({ method }) => capital(methodWords[method]) },
  {
    label: 'Partner',
    cell: ({ partner_id }) => {
      if (partner_id === null) return <span class="muted">unknown</span>;
      const name = partner_id === referral.partner_id ? referral.partner_name : 'another partner';
      return <a href={partnerHref(partner_id)}>{name}</a>;
    },
  },
  { label: 'Verdict', cell: ({ verdict }) => capital(verdict.replaceAll('_', ' ')) },
  { label: 'Code', cell: ({ promo_code }) => promo_code ?? '' },
  { label: 'When', cell: ({ touched_at }) => <Time at={touched_at} /> },
];

const referralColumns: readonly Column<ReferralFacts>[] = [
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={partnerHref(partner_id)}>{partner_name}</a>,
  },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { label: 'By', cell: ({ method }) => capital(methodWords[method]) },
  { label: 'Decided', cell: ({ decided_at }) => <Time at={decided_at} /> },
  { label: 'Ends', cell: ({ expires_at }) => <Time at={expires_at} empty="never" /> },
];

const Conversions = ({ customer, conversions }: Pick<CustomerDetailProps, 'customer' | 'conversions'>) => {
  if (conversions.data.length === 0) return <p class="muted">Nothing yet.</p>;
  return (
    <>
      <DataTable
        caption="Conversions"
        columns={[
          ...conversionColumns,
          {
            label: 'Credited to',
            cell: ({ partner_name }) => partner_name ?? <span class="muted">nobody</span>,
          },
        ]}
        rows={conversions.data}
        href={({ id }) => `/admin/conversions/${id}`}
      />
      {conversions.next_cursor !== null && (
        <p>
          <a href={hrefWith('/admin/conversions', {}, { customer_id: customer.id })}>
            All conversions of theirs
          </a>
        </p>
      )}
    </>
  );
};
