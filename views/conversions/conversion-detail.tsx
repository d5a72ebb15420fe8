import type { z } from 'zod';
import type { ListedCommissionView } from '../../src/commissions/commission.view.ts';
import type { ConversionDetailView } from '../../src/conversions/conversion.view.ts';
import type { ExplanationView } from '../../src/conversions/explanation.view.ts';
import { reasonWords } from '../../src/core/plain-words.ts';
import type { History } from '../../src/http/pages/history.ts';
import type { RefundView } from '../../src/refunds/refund.view.ts';
import { Amount } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { HistorySection } from '../components/history.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { titleOf } from './conversion-title.ts';
import { ExplanationStory } from './explanation.tsx';
import { methodWords, typeWords } from './words.ts';

type Conversion = z.output<typeof ConversionDetailView>;
type Commission = z.output<typeof ListedCommissionView>;
type Refund = z.output<typeof RefundView>;

export interface ConversionDetailProps {
  readonly conversion: Conversion;
  readonly explanation: z.output<typeof ExplanationView>;
  readonly commissions: readonly Commission[];
  readonly refunds: readonly Refund[];
  readonly history: History;
  readonly partnerName: string | undefined;
  /** What the merchant calls the customer. */
  readonly customerName: string | undefined;
  readonly mayChange: boolean;
}

export const ConversionDetailPage = (detail: ConversionDetailProps) => {
  const { conversion, explanation, commissions, refunds, history } = detail;
  return (
    <>
      <PageHead
        title={titleOf(conversion)}
        above={{ label: 'Conversions', href: '/admin/conversions' }}
        badge={<StateBadge state={conversion.state} />}
        answer={explanation.summary}
      >
        {detail.mayChange && <Actions conversion={conversion} />}
      </PageHead>
      <ExplanationStory explanation={explanation} />
      <h2>Amounts</h2>
      <Amounts conversion={conversion} />
      <h2 id="commissions">Commissions</h2>
      {commissions.length === 0 ? (
        <p class="muted">Nobody was owed anything for it.</p>
      ) : (
        <DataTable
          caption="Commissions"
          columns={commissionColumns}
          rows={commissions}
          href={({ id }) => `/admin/commissions/${id}`}
        />
      )}
      {refunds.length > 0 && (
        <>
          <h2 id="refunds">Refunds</h2>
          <DataTable caption="Refunds" columns={refundColumns} rows={refunds} />
        </>
      )}
      <h2>Facts</h2>
      <ConversionFacts {...detail} />
      <HistorySection {...history} />
    </>
  );
};

const Actions = ({ conversion }: { readonly conversion: Conversion }) => {
  const { id, state, partner_id, amount, refunded_amount } = conversion;
  const to = (deed: string) => `/admin/conversions/${id}/${deed}`;
  return (
    <>
      {state !== 'qualified' && (
        <a class="button" data-kind="primary" href={to('qualification')}>
          Qualify
        </a>
      )}
      <a class="button" data-kind={partner_id === null ? 'primary' : undefined} href={to('assignment')}>
        {partner_id === null ? 'Give it to a partner' : 'Reassign'}
      </a>
      {amount !== null && refunded_amount < amount && (
        <a class="button" href={to('refund')}>
          Refund
        </a>
      )}
      {state !== 'rejected' && (
        <a class="button" data-kind="danger" href={to('rejection')}>
          Reject
        </a>
      )}
    </>
  );
};

/** How the base that commissions are computed from comes about. */
const Amounts = ({ conversion }: { readonly conversion: Conversion }) => {
  const { currency, amount, tax, shipping, discount, base_amount, refunded_amount } = conversion;
  if (currency === null || amount === null)
    return <p class="muted">A {conversion.type} has no money of its own.</p>;
  const of = (minor: number) => <Amount minor={minor} currency={currency} />;
  return (
    <Facts
      facts={[
        ['Charged', of(amount)],
        ['of it tax', tax === 0 ? null : of(tax)],
        ['of it shipping', shipping === 0 ? null : of(shipping)],
        ['Base of commissions', <strong>{of(base_amount)}</strong>],
        ['Discount, already taken off', discount === 0 ? null : of(discount)],
        ['Given back so far', refunded_amount === 0 ? null : of(refunded_amount)],
      ]}
    />
  );
};

const ConversionFacts = ({ conversion, partnerName, customerName }: ConversionDetailProps) => (
  <Facts
    facts={[
      [
        'Partner',
        conversion.partner_id === null ? (
          'nobody'
        ) : (
          <a href={`/admin/partners/${conversion.partner_id}`}>{partnerName ?? conversion.partner_id}</a>
        ),
      ],
      ['Came by', methodWords[conversion.attribution.method]],
      [
        'Customer',
        conversion.customer_id && (
          <a href={`/admin/customers/${conversion.customer_id}`}>{customerName ?? conversion.customer_id}</a>
        ),
      ],
      ['Order', conversion.order_id],
      ['Plan', conversion.plan],
      ['Country', conversion.country],
      ['Source', conversion.source],
      ...([1, 2, 3, 4, 5] as const).map((at) => [`sub${at}`, conversion[`sub${at}`]] as const),
      ['Occurred', <Time at={conversion.occurred_at} />],
      ['Received', <Time at={conversion.received_at} />],
      ['Id', <code>{conversion.id}</code>],
    ]}
  />
);

const commissionColumns = [
  {
    label: 'Commission',
    cell: ({ id, kind }: Commission) => (
      <>
        {typeWords(kind)} <ShortId id={id} />
      </>
    ),
  },
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }: Commission) => (
      <a href={`/admin/partners/${partner_id}`}>{partner_name}</a>
    ),
  },
  { label: 'State', cell: ({ state }: Commission) => <StateBadge state={state} /> },
  { label: 'Why', cell: ({ reason }: Commission) => (reason ? reasonWords(reason) : '') },
  { label: 'Due', cell: ({ due_at }: Commission) => <Time at={due_at} /> },
  {
    label: 'Owed',
    isNumber: true,
    cell: ({ amount, currency }: Commission) => <Amount minor={amount} currency={currency} />,
  },
];

const refundColumns = [
  {
    label: 'Refund',
    cell: ({ id, kind, refund_id }: Refund) => (
      <>
        {typeWords(kind)} {refund_id === id ? <ShortId id={id} /> : refund_id}
      </>
    ),
  },
  {
    label: 'State',
    cell: ({ state }: Refund) => <StateBadge state={state} tone={state === 'applied' ? 'good' : 'wait'} />,
  },
  { label: 'Reason', cell: ({ reason }: Refund) => reason ?? '' },
  { label: 'Occurred', cell: ({ occurred_at }: Refund) => <Time at={occurred_at} /> },
  {
    label: 'Taken of the charge',
    isNumber: true,
    cell: ({ applied_amount, currency }: Refund) =>
      currency === null ? applied_amount : <Amount minor={applied_amount} currency={currency} />,
  },
];
