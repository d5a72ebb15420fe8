import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { PayoutTabs } from './payout-tabs.tsx';
import { type PayoutPlan, PlanTables } from './plan-tables.tsx';
import { sumsText, totalsText } from './words.ts';

interface ReadyPageProps {
  /** Undefined while there is no program. */
  readonly plan: PayoutPlan | undefined;
  /** What is earned and not due yet, by currency. */
  readonly onHold: readonly { readonly currency: string; readonly amount: number }[];
}

/** What a batch would pay at this moment. */
export const ReadyPage = ({ plan, onHold }: ReadyPageProps) => (
  <>
    <PageHead title="Payouts" answer={plan && sentenceOf(plan, onHold)}>
      {plan && plan.payouts.length > 0 && (
        <a class="button" data-kind="primary" href="/admin/payouts/new">
          New batch
        </a>
      )}
    </PageHead>
    <PayoutTabs current="/admin/payouts" canPay />
    {plan === undefined || plan.payouts.length + plan.excluded.length === 0 ? (
      <NothingDue />
    ) : (
      <PlanTables plan={plan} />
    )}
  </>
);

const sentenceOf = (plan: PayoutPlan, onHold: ReadyPageProps['onHold']): string => {
  const pays =
    plan.payouts.length > 0 ? `Ready to pay: ${totalsText(plan.totals)}.` : 'Nobody can be paid now.';
  const left = plan.excluded.length;
  const out = left > 0 ? ` ${counted(left, 'sum is', 'sums are')} left out.` : '';
  const held = onHold.length > 0 ? ` Not due yet, on hold or waiting for approval: ${sumsText(onHold)}.` : '';
  return pays + out + held;
};

const NothingDue = () => (
  <Empty title="Nothing is due">
    <p>
      Commissions become due once they are approved and their hold has passed. Then a batch pays them: you
      look at who gets what, approve it, pay by hand from a file, and mark it as paid.
    </p>
    <p>
      <a class="button" href="/admin/commissions">
        See the commissions
      </a>
    </p>
  </Empty>
);
