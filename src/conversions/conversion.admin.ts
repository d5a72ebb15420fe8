import type { z } from 'zod';
import { ConversionListPage } from '../../views/conversions/conversion-list.tsx';
import type { Currency } from '../core/currencies.ts';
import { decimalOf, money } from '../core/money.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { partnerFilter } from '../partners/partner-filter.ts';
import type { ListedConversionView } from './conversion.view.ts';
import { conversionDeedPages } from './conversion-deeds.admin.ts';
import { conversionDetailPage } from './conversion-detail.admin.ts';

type Listed = z.output<typeof ListedConversionView>;
interface List {
  readonly data: readonly Listed[];
  readonly next_cursor: string | null;
}

/** What the API filters by under the same name. */
const filters = ['state', 'type', 'order_id', 'attributed', 'refunded', 'customer_id', 'partner_id'] as const;

export const conversionPages = (): PageRoute[] => [
  listPage,
  listCsv,
  conversionDetailPage,
  ...conversionDeedPages(),
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/conversions',
  scope: 'read',
  handle: async (page) => {
    const list = await readList(page);
    const { data: waiting } = await page.api.get<List>('/api/v1/conversions', {
      query: { program_id: page.program?.id, state: 'in_review', limit: countedInReview },
    });
    return showPage(
      'Conversions',
      ConversionListPage({
        list,
        waiting: waiting.length,
        isMore: waiting.length === countedInReview,
        query: pick(page.query, [...filters, 'partner', 'cursor']),
      }),
    );
  },
};

/** More are "more than". */
const countedInReview = 51;

const readList = async (page: PageRequest): Promise<List> =>
  page.api.get<List>('/api/v1/conversions', {
    query: { ...listQuery(page, filters), ...(await partnerFilter(page)) },
  });

const listCsv: PageRoute = {
  method: 'GET',
  path: '/admin/conversions.csv',
  scope: 'read',
  handle: async (page) => {
    const query = {
      ...pick(page.query, filters),
      program_id: page.program?.id,
      ...(await partnerFilter(page)),
    };
    return listFile(page.api, { name: 'conversions.csv', path: '/api/v1/conversions', query }, columns);
  },
};

type AmountName = 'amount' | 'discount' | 'tax' | 'shipping' | 'base_amount' | 'refunded_amount';

const amount = (name: AmountName): CsvColumn<Listed> => [
  name,
  (row) => {
    const minor = row[name];
    if (row.currency === null || minor === null) return null;
    return { decimal: decimalOf(money(minor, row.currency as Currency)) };
  },
];

const columns: readonly CsvColumn<Listed>[] = [
  ['id', (row) => row.id],
  ['occurred_at', (row) => row.occurred_at],
  ['type', (row) => row.type],
  ['state', (row) => row.state],
  ['state_reason', (row) => row.state_reason],
  ['order_id', (row) => row.order_id],
  ['customer_id', (row) => row.customer_id],
  ['partner_id', (row) => row.partner_id],
  ['partner_name', (row) => row.partner_name],
  ['method', (row) => row.attribution.method],
  ['currency', (row) => row.currency],
  ...(['amount', 'discount', 'tax', 'shipping', 'base_amount', 'refunded_amount'] as const).map(amount),
  ['refund_status', (row) => row.refund_status],
  ['received_at', (row) => row.received_at],
];
