import type { z } from 'zod';
import { BalanceListPage } from '../../views/ledger/balance-list.tsx';

import { decimalOf, money } from '../core/money.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import type { BalanceSummaryView, BalanceView } from './balance.view.ts';
import type { PartnerAccount } from './ledger.ts';

type Balance = z.output<typeof BalanceView>;
type Summary = z.output<typeof BalanceSummaryView>;

const filters = ['currency', 'negative', 'due_above'] as const;

export const balancePages = (): PageRoute[] => [listPage, listCsv];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/balances',
  scope: 'read',
  handle: async (page) => {
    const { api, program } = page;
    const [list, { currencies }] = await Promise.all([
      api.get<{ data: Balance[]; next_cursor: string | null }>('/api/v1/balances', {
        query: listQuery(page, filters),
      }),
      api.get<Summary>('/api/v1/balances/summary', { query: { program_id: program?.id } }),
    ]);
    const query = pick(page.query, [...filters, 'cursor']);
    return showPage('Balances', BalanceListPage({ list, currencies, query }));
  },
};

const listCsv: PageRoute = {
  method: 'GET',
  path: '/admin/balances.csv',
  scope: 'read',
  handle: (page) => {
    const query = { ...pick(page.query, filters), program_id: page.program?.id };
    return listFile(page.api, { name: 'balances.csv', path: '/api/v1/balances', query }, columns);
  },
};

const amount = (name: PartnerAccount | 'balance'): CsvColumn<Balance> => [
  name,
  (row) => ({ decimal: decimalOf(money(row[name], row.currency)) }),
];

const columns: readonly CsvColumn<Balance>[] = [
  ['partner_id', (row) => row.partner_id],
  ['partner_name', (row) => row.partner_name],
  ['currency', (row) => row.currency],
  ...(['pending', 'held', 'due', 'processing', 'paid', 'balance'] as const).map(amount),
];
