import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';

/** A statement is one partner's: without one, or without any money, there is nothing to state. */
export const StatementChoicePage = ({ partnerId }: { readonly partnerId?: string }) => (
  <>
    <PageHead title="Statements" above={{ label: 'Balances', href: '/admin/balances' }} />
    {partnerId === undefined ? (
      <Empty title="Whose statement?">
        <p>
          A statement shows one partner’s opening balance, everything that moved, and the closing balance.
        </p>
        <p>
          <a class="button" data-kind="primary" href="/admin/balances">
            Pick a balance
          </a>
        </p>
      </Empty>
    ) : (
      <Empty title="Nothing to state yet">
        <p>This partner has not earned anything. Their statement begins with the first commission.</p>
        <p>
          <a class="button" href={`/admin/partners/${partnerId}`}>
            Back to the partner
          </a>
        </p>
      </Empty>
    )}
  </>
);
