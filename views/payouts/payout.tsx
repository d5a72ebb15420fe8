import type { z } from 'zod';
import type { PayoutWithItemsView } from '../../src/payouts/payout.view.ts';
import type { EventView } from '../../src/webhooks/events/event.view.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { deedsIn } from './payout-deeds.ts';
import { PayoutTimeline } from './payout-timeline.tsx';
import { failureText, reasonText } from './words.ts';

type Payout = z.output<typeof PayoutWithItemsView>;
type Item = Payout['items'][number];

interface PayoutPageProps {
  readonly payout: Payout;
  readonly rowVersion: number | undefined;
  /** Newest first. */
  readonly events: readonly z.output<typeof EventView>[];
  readonly canPay: boolean;
}

export const PayoutPage = ({ payout, rowVersion, events, canPay }: PayoutPageProps) => (
  <>
    <PageHead
      title={`Payout to ${payout.partner_name}`}
      above={{ label: 'Payouts', href: '/admin/payouts/all' }}
      badge={<StateBadge state={payout.state} />}
      answer={sentenceOf(payout)}
    >
      {canPay && <Deeds payout={payout} rowVersion={rowVersion} />}
    </PageHead>
    <PayoutFacts payout={payout} />
    <section>
      <h2>What it pays</h2>
      <DataTable
        caption="Commissions of this payout"
        columns={itemColumns(payout.currency)}
        rows={payout.items}
        href={({ commission_id }) => `/admin/commissions/${commission_id}`}
      />
    </section>
    <section>
      <h2>What happened</h2>
      <PayoutTimeline events={events} />
    </section>
  </>
);

const sentenceOf = ({ state, amount, currency, reference, failure_reason, reason }: Payout): string => {
  const sum = amountText(amount, currency);
  switch (state) {
    case 'scheduled':
      return `${sum} is reserved and waits to be paid.`;
    case 'processing':
      return `${sum} is on its way.`;
    case 'completed':
      return `${sum} was paid${reference ? ` with the reference ${reference}` : ''}.`;
    case 'failed':
      return `${sum} did not arrive: ${(failure_reason ? failureText[failure_reason] : 'something else').toLowerCase()}. It stays reserved until you try again or cancel.`;
    case 'canceled':
      return `Nobody was paid. ${sum} is due again.`;
    case 'reversed':
      return `${sum} came back${reason ? `: ${reasonText[reason].toLowerCase()}` : ''}. It is due again.`;
  }
};

const Deeds = ({ payout, rowVersion }: Pick<PayoutPageProps, 'payout' | 'rowVersion'>) =>
  deedsIn(payout.state).map(({ move, label, kind, fields }) => {
    const action = `/admin/payouts/${payout.id}/${move}`;
    if (fields.length === 0) {
      return (
        <ActionButton
          action={action}
          label={label}
          hidden={{ row_version: rowVersion }}
          {...(kind && { kind })}
        />
      );
    }
    return (
      <a class="button" data-kind={kind} href={action}>
        {label}
      </a>
    );
  });

const PayoutFacts = ({ payout }: { readonly payout: Payout }) => (
  <Facts
    facts={[
      ['Partner', <a href={`/admin/partners/${payout.partner_id}`}>{payout.partner_name}</a>],
      ['Amount', <Amount minor={payout.amount} currency={payout.currency} />],
      ['Reference', payout.reference],
      ['Paid', payout.completed_at && <Time at={payout.completed_at} />],
      ['Failed because', payout.failure_reason && failureText[payout.failure_reason]],
      ['Reason', payout.reason && reasonText[payout.reason]],
      ['Note', payout.note],
      ['Batch', payout.batch_id && <BatchLink id={payout.batch_id} />],
      ['Due until', <Time at={payout.cut_off_at} />],
      ['Made', <Time at={payout.created_at} />],
      ['Id', <ShortId id={payout.id} />],
    ]}
  />
);

const BatchLink = ({ id }: { readonly id: string }) => (
  <a href={`/admin/payouts/batches/${id}`}>
    <ShortId id={id} />
  </a>
);

const itemColumns = (currency: string): readonly Column<Item>[] => [
  { label: 'Commission', cell: ({ commission_id }) => <ShortId id={commission_id} /> },
  { label: 'Kind', cell: ({ kind }) => kind },
  { label: 'Order', cell: ({ order_id }) => order_id ?? '' },
  { label: 'Earned', cell: ({ occurred_at }) => <Time at={occurred_at} /> },
  { label: 'Amount', isNumber: true, cell: ({ amount }) => <Amount minor={amount} currency={currency} /> },
];
