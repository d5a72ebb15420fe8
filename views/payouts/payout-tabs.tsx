import { Tabs } from '../components/tabs.tsx';

const views = [
  ['Ready to pay', '/admin/payouts'],
  ['Batches', '/admin/payouts/batches'],
  ['Waiting', '/admin/payouts/all?state=scheduled'],
  ['Paid', '/admin/payouts/all?state=completed'],
  ['Failed', '/admin/payouts/all?state=failed'],
  ['All', '/admin/payouts/all'],
] as const;

/** @param canPay whoever cannot does not see what a batch would take */
export const payoutTabs = (current: string, canPay: boolean) =>
  views
    .filter(([, href]) => canPay || href !== '/admin/payouts')
    .map(([label, href]) => ({ label, href, current: href === current }));

export const PayoutTabs = ({ current, canPay }: { readonly current: string; readonly canPay: boolean }) => (
  <Tabs label="Views of payouts" tabs={payoutTabs(current, canPay)} />
);
