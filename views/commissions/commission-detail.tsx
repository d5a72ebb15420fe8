import type { z } from 'zod';
import type { CommissionDetailView, CommissionView } from '../../src/commissions/commission.view.ts';
import type { ExplanationView } from '../../src/conversions/explanation.view.ts';
import { reasonWords } from '../../src/core/plain-words.ts';
import type { History } from '../../src/http/pages/history.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { HistorySection } from '../components/history.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { EarningStories } from '../conversions/explanation.tsx';
import { capital } from '../conversions/words.ts';
import { type Rule, termsWords } from '../rules/rule-words.ts';
import { commissionTitle } from './commission-title.ts';

type Commission = z.output<typeof CommissionDetailView>;
type Line = z.output<typeof CommissionView>;

export interface CommissionDetailProps {
  readonly commission: Commission;
  readonly partnerName: string;
  /** As it stood when it was computed; undefined for what no rule made. */
  readonly rule: Rule | undefined;
  /** In which its caps are. */
  readonly programCurrency: string;
  /** What the explanation of its conversion says of it. */
  readonly steps: z.output<typeof ExplanationView>['steps'];
  readonly history: History;
  readonly mayChange: boolean;
}

export const CommissionDetailPage = (detail: CommissionDetailProps) => {
  const { commission, partnerName, steps, history, mayChange } = detail;
  return (
    <>
      <PageHead
        title={commissionTitle(commission)}
        above={{ label: 'Commissions', href: '/admin/commissions' }}
        badge={<StateBadge state={commission.state} />}
        answer={<Answer commission={commission} partnerName={partnerName} />}
      >
        {mayChange && <Actions commission={commission} />}
      </PageHead>
      {steps.length > 0 && (
        <section class="explanation">
          <h2>How it came about</h2>
          <EarningStories steps={steps} hasNoPage />
        </section>
      )}
      <h2>Terms</h2>
      <Terms {...detail} />
      {commission.corrections.length > 0 && (
        <>
          <h2 id="corrections">Corrections</h2>
          <p>
            Together with them it comes to{' '}
            <Amount minor={commission.total_amount} currency={commission.currency} />.
          </p>
          <DataTable
            caption="Corrections"
            columns={correctionColumns}
            rows={commission.corrections}
            href={({ id }) => `/admin/commissions/${id}`}
          />
        </>
      )}
      <h2>Dates</h2>
      <Facts
        facts={[
          ['Occurred', <Time at={commission.occurred_at} />],
          ['Hold ends', <Time at={commission.due_at} />],
          ['Approved', <Time at={commission.approved_at} empty="not yet" />],
          ['Paid', commission.paid_at && <Time at={commission.paid_at} />],
          ['Voided', commission.voided_at && <Time at={commission.voided_at} />],
        ]}
      />
      <HistorySection {...history} />
    </>
  );
};

const Answer = ({ commission, partnerName }: { commission: Commission; partnerName: string }) => {
  const partner = <a href={`/admin/partners/${commission.partner_id}`}>{partnerName}</a>;
  switch (commission.state) {
    case 'pending':
      return (
        <>
          {partner} is owed it {commission.approved_at === null ? 'once somebody approves it and' : 'when'}{' '}
          its hold ends, <Time at={commission.due_at} />.
        </>
      );
    case 'held':
      return (
        <>
          {partner} does not get it while it is held back:{' '}
          {commission.hold_reasons.map((reason) => heldBy[reason]).join(', ')}
          {commission.note && `: “${commission.note}”`}.
        </>
      );
    case 'due':
      return <>{partner} gets it with the next payout.</>;
    case 'processing':
      return (
        <>
          {partner} gets it with <Payout commission={commission} />, which is under way.
        </>
      );
    case 'paid':
      return (
        <>
          {partner} got it with <Payout commission={commission} />.
        </>
      );
    case 'voided':
      return (
        <>
          {partner} does not get it: {reasonWords(commission.reason ?? 'voided')}
          {commission.note && `, “${commission.note}”`}.
        </>
      );
  }
};

const heldBy: Readonly<Record<string, string>> = { manual: 'by a person', fraud_case: 'by a fraud case' };

const Payout = ({ commission: { payout_id: id } }: { commission: Commission }) =>
  id === null ? 'a payout' : <a href={`/admin/payouts/${id}`}>a payout</a>;

const Actions = ({ commission }: { readonly commission: Commission }) => {
  const { id, state, approved_at, hold_reasons, kind } = commission;
  const to = (deed: string) => `/admin/commissions/${id}/${deed}`;
  const isUnpaid = state === 'pending' || state === 'held' || state === 'due';
  const isHeldByHand = hold_reasons.includes('manual');
  return (
    <>
      {isUnpaid && approved_at === null && (
        <a class="button" data-kind="primary" href={to('approval')}>
          Approve
        </a>
      )}
      {state === 'held' && isHeldByHand && (
        <a class="button" href={to('release')}>
          Release
        </a>
      )}
      {isUnpaid && !(state === 'held' && isHeldByHand) && (
        <a class="button" href={to('hold')}>
          Hold
        </a>
      )}
      {state !== 'voided' && kind !== 'adjustment' && (
        <a class="button" href={to('adjustment')}>
          Adjust
        </a>
      )}
      {isUnpaid && (
        <a class="button" data-kind="danger" href={to('void')}>
          Void
        </a>
      )}
    </>
  );
};

const Terms = ({ commission, rule, programCurrency }: CommissionDetailProps) => (
  <Facts
    facts={[
      ['Kind', capital(commission.kind)],
      [
        'Rule',
        rule && (
          <>
            <a href={`/admin/rules/${rule.id}`}>{termsWords(rule)}</a>, version {rule.version}
            {rule.state !== 'in_force' && <span class="muted"> (no longer in force)</span>}
          </>
        ),
      ],
      [
        'Computed from',
        commission.model && <Amount minor={commission.base_amount} currency={commission.currency} />,
      ],
      ['At most', rule && rule.cap !== null && amountText(rule.cap, programCurrency)],
      ['Product', commission.line],
      ['Tier', commission.tier_id && <ShortId id={commission.tier_id} />],
      ['Exchange rate', commission.exchange_rate_id && <ShortId id={commission.exchange_rate_id} />],
      ['Reason', commission.reason && reasonWords(commission.reason)],
      ['Note', commission.note],
      [
        'Conversion',
        commission.conversion_id && (
          <a href={`/admin/conversions/${commission.conversion_id}`}>The sale and why it is theirs</a>
        ),
      ],
      [
        'Corrects',
        commission.original_commission_id && (
          <a href={`/admin/commissions/${commission.original_commission_id}`}>the commission</a>
        ),
      ],
      ['Id', <code>{commission.id}</code>],
    ]}
  />
);

const correctionColumns = [
  {
    label: 'Correction',
    cell: ({ kind, id }: Line) => (
      <>
        {capital(kind)} <ShortId id={id} />
      </>
    ),
  },
  { label: 'State', cell: ({ state }: Line) => <StateBadge state={state} /> },
  { label: 'Why', cell: ({ reason, note }: Line) => note ?? (reason ? reasonWords(reason) : '') },
  { label: 'Made', cell: ({ created_at }: Line) => <Time at={created_at} /> },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }: Line) => <Amount minor={amount} currency={currency} />,
  },
];
