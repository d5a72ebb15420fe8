import type { z } from 'zod';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { ListedPayoutView } from '../../src/payouts/payout.view.ts';
import type { PayoutBatchNowView } from '../../src/payouts/payout-batch.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import type { Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { Actor } from './actor.tsx';
import { BatchDifferences } from './batch-differences.tsx';
import { ApprovalForm, CancellationForm, CompletionForm } from './batch-forms.tsx';
import { BatchPayouts } from './batch-payouts.tsx';
import { type PayoutPlan, PlanTables } from './plan-tables.tsx';
import { sumsText, totalsText } from './words.ts';

export type Batch = z.output<typeof PayoutBatchNowView>;

export interface BatchPageProps {
  readonly batch: Batch;
  readonly rowVersion: number | undefined;
  readonly payouts: {
    readonly data: readonly z.output<typeof ListedPayoutView>[];
    readonly next_cursor: string | null;
  };
  readonly query: Query;
  /** Of a draft: who would get what now. */
  readonly plan: PayoutPlan | undefined;
  /** Payouts that wait to be paid. */
  readonly openCount: number;
  readonly canPay: boolean;
  /** Whether the viewer has approved it. */
  readonly hasApproved: boolean;
  readonly completionValues: FormValues;
  readonly refused?: { readonly name: string; readonly refusal: FormRefusal };
}

export const BatchPage = (page: BatchPageProps) => {
  const { batch } = page;
  return (
    <div id="batch" {...(batch.in_progress ? polling(batch.id) : {})}>
      <PageHead
        title="Payout batch"
        above={{ label: 'Batches', href: '/admin/payouts/batches' }}
        badge={<StateBadge state={batch.state} />}
        answer={sentenceOf(page)}
      >
        {page.canPay && batch.state === 'draft' && (
          <CancellationForm id={batch.id} rowVersion={page.rowVersion} />
        )}
        {page.canPay && batch.payouts.length > 0 && (
          <a class="button" href={`/admin/payouts/batches/${batch.id}/export.csv`} download="">
            CSV to pay by hand
          </a>
        )}
      </PageHead>
      {batch.in_progress && (
        <p class="banner">
          {batch.in_progress === 'scheduling'
            ? 'Payouts are being made …'
            : 'Payouts are being marked as paid …'}
        </p>
      )}
      {page.canPay && <Deeds {...page} />}
      <BatchFacts batch={batch} />
      {batch.state === 'draft' && page.plan && (
        <>
          <BatchDifferences batch={batch} plan={page.plan} />
          <PlanTables plan={page.plan} />
        </>
      )}
      {batch.payouts.length > 0 && <BatchPayouts {...page} />}
    </div>
  );
};

/** Until nothing is being done to it any more. */
const polling = (id: string) => ({
  'hx-get': `/admin/payouts/batches/${id}`,
  'hx-trigger': 'every 2s',
  'hx-select': '#batch',
  'hx-target': '#batch',
  'hx-swap': 'outerHTML',
});

const sentenceOf = ({ batch, openCount }: BatchPageProps): string => {
  if (batch.state === 'canceled') return 'This draft was given up. It has paid nobody.';
  if (batch.state === 'draft') {
    const missing = batch.approvals_needed - batch.approvals.length;
    const pays =
      batch.due && batch.due.length > 0 ? `would pay ${totalsText(batch.due)}` : 'would pay nobody';
    return `As things are it ${pays}. ${missing === 1 ? 'One approval is' : 'Two approvals are'} missing.`;
  }
  const open = batch.payouts.filter(({ state }) => state === 'scheduled' || state === 'processing');
  if (openCount > 0) {
    const wait = counted(openCount, 'payout waits', 'payouts wait');
    return `${wait} to be paid: ${sumsText(sumsByCurrency(open))}. Pay by hand, then mark it here.`;
  }
  const paid = batch.payouts.filter(({ state }) => state === 'completed');
  if (paid.length > 0) return `Paid: ${totalsText(paid)}.`;
  return 'Nothing was left to pay when it was approved.';
};

const Deeds = (page: BatchPageProps) => {
  const { batch, rowVersion, openCount, refused } = page;
  const refusal = (name: string) => (refused?.name === name ? refused.refusal : undefined);
  if (batch.state === 'draft') {
    const pays = batch.due && batch.due.length > 0 ? totalsText(batch.due) : 'nothing';
    return (
      <section>
        <h2>Approve</h2>
        {page.hasApproved && !refused ? (
          <p class="banner">You have approved this batch. Somebody else must approve it, too.</p>
        ) : (
          <ApprovalForm
            id={batch.id}
            rowVersion={rowVersion}
            refusal={refusal('approval') ?? refusal('cancellation')}
            pays={pays}
            isFirstOfTwo={batch.approvals_needed - batch.approvals.length > 1}
          />
        )}
      </section>
    );
  }
  if (openCount === 0 || batch.in_progress) return null;
  const open = batch.payouts.filter(({ state }) => state === 'scheduled' || state === 'processing');
  return (
    <details class="deed" open={refused !== undefined}>
      <summary>Mark as paid</summary>
      <CompletionForm
        id={batch.id}
        rowVersion={rowVersion}
        refusal={refusal('completion') ?? refusal('approval')}
        openCount={openCount}
        sums={sumsText(sumsByCurrency(open))}
        values={page.completionValues}
      />
    </details>
  );
};

const sumsByCurrency = (rows: readonly { readonly currency: string; readonly amount: number }[]) => {
  const sums = new Map<string, number>();
  for (const { currency, amount } of rows) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
};

const BatchFacts = ({ batch }: { readonly batch: Batch }) => (
  <section>
    <h2>The batch</h2>
    <Facts
      facts={[
        ['Pays', whomText(batch)],
        ['Due until', <Time at={batch.cut_off_at} />],
        ['When drafted', batch.drafted.length === 0 ? 'nothing to pay' : totalsText(batch.drafted)],
        ['Made', <Made batch={batch} />],
        [
          `Approvals, ${batch.approvals.length} of ${batch.approvals_needed}`,
          batch.approvals.length === 0 ? 'none yet' : <Approvals batch={batch} />,
        ],
        ['Note', batch.note],
        ['Id', <ShortId id={batch.id} />],
      ]}
    />
  </section>
);

const whomText = ({ partner_ids, currency, minimums }: Batch): string =>
  inWords([
    partner_ids === null ? 'everybody with enough due' : `${partner_ids.length} chosen`,
    ...(currency === null ? [] : [`${currency} only`]),
    ...Object.entries(minimums).map(([code, amount]) => `from ${sumsText([{ currency: code, amount }])} on`),
  ]);

const Made = ({ batch }: { readonly batch: Batch }) => (
  <>
    <Time at={batch.created_at} /> by <Actor actor={batch.created_by} names={batch.actor_names} />
  </>
);

const Approvals = ({ batch }: { readonly batch: Batch }) => (
  <ul class="plain">
    {batch.approvals.map(({ actor, at, note }) => (
      <li>
        <Actor actor={actor} names={batch.actor_names} />, <Time at={at} />
        {note && `: ${note}`}
      </li>
    ))}
  </ul>
);
