import type { z } from 'zod';
import { CommissionListPage } from '../../views/commissions/commission-list.tsx';
import type { Currency } from '../core/currencies.ts';
import { decimalOf, money } from '../core/money.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { partnerFilter } from '../partners/partner-filter.ts';
import type { ListedCommissionView } from './commission.view.ts';
import { commissionBonusPages } from './commission-bonus.admin.ts';
import { commissionBulkPages } from './commission-bulk.admin.ts';
import { commissionDeedPages } from './commission-deeds.admin.ts';
import { commissionDetailPage } from './commission-detail.admin.ts';
import type { CommissionSummaryView } from './commission-summary.view.ts';

type Listed = z.output<typeof ListedCommissionView>;
interface List {
  readonly data: readonly Listed[];
  readonly next_cursor: string | null;
}

/** What the API filters by under the same name. */
const filters = ['state', 'approved', 'kind', 'partner_id', 'conversion_id', 'due_before'] as const;

export const commissionPages = (): PageRoute[] => [
  listPage,
  listCsv,
  ...commissionBonusPages(),
  ...commissionBulkPages(),
  commissionDetailPage,
  ...commissionDeedPages(),
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/commissions',
  scope: 'read',
  handle: async (page) => {
    const { api, program, viewer } = page;
    const query = pick(page.query, [...filters, 'partner', 'cursor']);
    const list = await api.get<List>('/api/v1/commissions', {
      query: { ...listQuery(page, filters), ...(await partnerFilter(page)) },
    });
    const summary = await api.get<z.output<typeof CommissionSummaryView>>('/api/v1/commissions/summary', {
      query: { program_id: program?.id },
    });
    const mayChange = allows(viewer.caller.scopes, 'write');
    return showPage('Commissions', CommissionListPage({ list, summary, query, mayChange }));
  },
};

const listCsv: PageRoute = {
  method: 'GET',
  path: '/admin/commissions.csv',
  scope: 'read',
  handle: async (page) => {
    const { api, program } = page;
    const asked = { ...pick(page.query, filters), program_id: program?.id, ...(await partnerFilter(page)) };
    const file = { name: 'commissions.csv', path: '/api/v1/commissions', query: asked };
    return listFile(api, file, columns);
  },
};

const decimal = (minor: number, currency: string) => ({
  decimal: decimalOf(money(minor, currency as Currency)),
});

const columns: readonly CsvColumn<Listed>[] = [
  ['id', (row) => row.id],
  ['kind', (row) => row.kind],
  ['state', (row) => row.state],
  ['reason', (row) => row.reason],
  ['partner_id', (row) => row.partner_id],
  ['partner_name', (row) => row.partner_name],
  ['order_id', (row) => row.order_id],
  ['conversion_id', (row) => row.conversion_id],
  ['currency', (row) => row.currency],
  ['amount', (row) => decimal(row.amount, row.currency)],
  ['base_amount', (row) => decimal(row.base_amount, row.currency)],
  ['basis_points', (row) => row.basis_points],
  ['rule_id', (row) => row.rule_id],
  ['rule_version', (row) => row.rule_version],
  ['occurred_at', (row) => row.occurred_at],
  ['due_at', (row) => row.due_at],
  ['approved_at', (row) => row.approved_at],
  ['paid_at', (row) => row.paid_at],
  ['payout_id', (row) => row.payout_id],
  ['note', (row) => row.note],
];
