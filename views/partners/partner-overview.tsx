import type { z } from 'zod';
import type { BalanceView } from '../../src/ledger/balance.view.ts';
import { Amount } from '../components/amount.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { hrefWith } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { Timeline, type TimelineEntry } from '../components/timeline.tsx';
import { inSentenceCase, type PartnerFacts, partnerHref } from './partner.ts';
import { PartnerHead, type PartnerHeadProps } from './partner-head.tsx';

type Balance = z.output<typeof BalanceView>;

interface PartnerOverviewProps extends Omit<PartnerHeadProps, 'tab'> {
  readonly balances: readonly Balance[];
  readonly group: { readonly id: string; readonly name: string } | undefined;
  readonly tierName: string | undefined;
  /** Newest first. */
  readonly entries: readonly TimelineEntry[];
}

export const PartnerOverviewPage = (props: PartnerOverviewProps) => (
  <>
    <PartnerHead {...props} tab="" />
    <div class="overview">
      <section>
        <h2>Facts</h2>
        <PartnerFactList {...props} />
      </section>
      <section>
        <h2>Balances</h2>
        <Balances {...props} />
      </section>
    </div>
    <section>
      <h2>What happened</h2>
      <Timeline entries={props.entries} empty="Nothing is recorded of an invitation before it is answered." />
    </section>
    {props.mayWrite && <Endings partner={props.partner} />}
  </>
);

const PartnerFactList = ({ partner, linkUrl, group, tierName }: PartnerOverviewProps) => (
  <Facts
    facts={[
      ['Email', partner.email && emailOf(partner)],
      ['Code', <code>{partner.code}</code>],
      [
        'First link',
        linkUrl && (
          <a href={linkUrl} rel="noreferrer">
            {linkUrl}
          </a>
        ),
      ],
      ['Country', partner.country],
      ['Group', group && <a href={`/admin/groups/${group.id}`}>{group.name}</a>],
      ['Tier', tierName],
      ['Came by', inSentenceCase(partner.source)],
      ['Onboarding', partner.onboarding_completed ? 'Complete' : 'Not complete'],
      ['Joined', <Time at={partner.created_at} />],
      ['Approved', partner.approved_at && <Time at={partner.approved_at} />],
      ['Id', <ShortId id={partner.id} />],
    ]}
  />
);

const emailOf = ({ email, email_confirmed }: PartnerFacts) => (
  <>
    {email} {!email_confirmed && <span class="muted">not confirmed</span>}
  </>
);

const Balances = ({ partner, balances }: PartnerOverviewProps) => {
  if (balances.length === 0) {
    return <p class="muted">Nothing yet: a balance comes with the first commission.</p>;
  }
  return (
    <DataTable
      caption="Balances"
      columns={balanceColumns}
      rows={balances}
      href={({ currency }) => hrefWith('/admin/statements', {}, { partner_id: partner.id, currency })}
    />
  );
};

const account = (
  label: string,
  name: 'pending' | 'held' | 'due' | 'processing' | 'paid',
): Column<Balance> => ({
  label,
  isNumber: true,
  cell: (row) => <Amount minor={row[name]} currency={row.currency} />,
});

const balanceColumns: readonly Column<Balance>[] = [
  { label: 'Statement', cell: ({ currency }) => currency },
  account('Pending', 'pending'),
  account('Held', 'held'),
  account('Due', 'due'),
  account('Processing', 'processing'),
  account('Paid', 'paid'),
  {
    label: 'Unpaid',
    isNumber: true,
    cell: ({ balance, currency }) => <Amount minor={balance} currency={currency} />,
  },
];

/** What is rarely done, and with care. */
const Endings = ({ partner: { id, name, state } }: { readonly partner: PartnerFacts }) => {
  const maySuspend = state === 'approved';
  const mayTerminate = state === 'approved' || state === 'suspended';
  if (!mayTerminate && state !== 'terminated') return null;
  return (
    <section>
      <h2>Stop working together</h2>
      {maySuspend && (
        <p>
          <a href={partnerHref(id, 'suspension')}>Suspend {name}</a> for a while: nothing new is credited and
          payouts wait.
        </p>
      )}
      {mayTerminate && (
        <p>
          <a href={partnerHref(id, 'termination')}>Terminate {name}</a> for good: what happens to their money
          is said before.
        </p>
      )}
      {state === 'terminated' && (
        <p>
          <a href={partnerHref(id, 'deletion')}>Delete {name}</a>: who they are is forgotten, the money stays
          on record.
        </p>
      )}
    </section>
  );
};
