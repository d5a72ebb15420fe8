import { Amount } from '../components/amount.tsx';
import { DataTable } from '../components/data-table.tsx';
import type { Overview } from './overview.tsx';

type TopPartner = Overview['top_partners']['by_revenue'][number];

/** Who brought the most, and who earned the most; one table where they are the same. */
export const TopPartners = ({ report }: { readonly report: Overview }) => {
  const { by_revenue: byRevenue, by_commission: byCommission, currency } = report.top_partners;
  const ids = (partners: readonly TopPartner[]) => partners.map(({ partner_id: id }) => id).join();
  return (
    <>
      <Table title="Top partners by revenue" partners={byRevenue} currency={currency} />
      {ids(byRevenue) !== ids(byCommission) && (
        <Table title="Top partners by commission" partners={byCommission} currency={currency} />
      )}
    </>
  );
};

interface TableProps {
  readonly title: string;
  readonly partners: readonly TopPartner[];
  readonly currency: string;
}

const Table = ({ title, partners, currency }: TableProps) => (
  <section>
    <h2>{title}</h2>
    {partners.length === 0 ? (
      <p class="muted">
        Nobody in this period. Partners stand here as soon as a purchase is credited to them.
      </p>
    ) : (
      <DataTable
        caption={title}
        columns={[
          { label: 'Partner', cell: (partner) => partner.partner_name ?? partner.partner_id },
          { label: 'Clicks', isNumber: true, cell: ({ clicks }) => clicks.toLocaleString('en') },
          { label: 'Purchases', isNumber: true, cell: ({ purchases }) => purchases.toLocaleString('en') },
          {
            label: 'Revenue',
            isNumber: true,
            cell: ({ revenue }) => <Amount minor={revenue} currency={currency} />,
          },
          {
            label: 'Commission',
            isNumber: true,
            cell: ({ commission }) => <Amount minor={commission} currency={currency} />,
          },
        ]}
        rows={partners}
        href={({ partner_id: id }) => `/admin/partners/${id}`}
      />
    )}
  </section>
);
