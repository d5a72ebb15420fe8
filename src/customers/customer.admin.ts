import type { z } from 'zod';
import {
  type CustomerFacts,
  customersPath,
  customerTitle,
  type ListedCustomerFacts,
  type ReferralFacts,
} from '../../views/customers/customer.ts';
import { CustomerDetailPage } from '../../views/customers/customer-detail.tsx';
import { CustomerListPage } from '../../views/customers/customer-list.tsx';
import type { ListedConversionView } from '../conversions/conversion.view.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { customerDecisionPages } from './customer-decision.admin.ts';

export const customerPages = (): PageRoute[] => [listPage, listCsv, detailPage, ...customerDecisionPages()];

interface CustomerPage {
  readonly data: readonly ListedCustomerFacts[];
  readonly next_cursor: string | null;
}

const listPage: PageRoute = {
  method: 'GET',
  path: customersPath,
  scope: 'read',
  handle: async (page) => {
    const query = { ...listQuery(page), ...(await soughtCustomers(page)) };
    const list = await page.api.get<CustomerPage>('/api/v1/customers', { query });
    return showPage('Customers', CustomerListPage({ list, query: pick(page.query, ['q', 'cursor']) }));
  },
};

/** Somebody's own id may look like an email address: whoever is not found by the one is looked for by the other. */
const soughtCustomers = async ({
  api,
  program,
  query,
}: PageRequest): Promise<Readonly<Record<string, string>>> => {
  const sought = query.q?.trim() ?? '';
  if (sought === '') return {};
  if (!isAddress(sought)) return { external_id: sought };
  const byEmail = { email: sought };
  const found = await api.get<CustomerPage>('/api/v1/customers', {
    query: { program_id: program?.id, limit: 1, ...byEmail },
  });
  return found.data.length > 0 ? byEmail : { external_id: sought };
};

const isAddress = (text: string): boolean => /^[^\s@,;:<>()]+@[^\s@,;:<>()]+\.[^\s@,;:<>().]+$/.test(text);

const listCsv: PageRoute = {
  method: 'GET',
  path: `${customersPath}.csv`,
  scope: 'read',
  handle: async (page) => {
    const query = { program_id: page.program?.id, ...(await soughtCustomers(page)) };
    return listFile(page.api, { name: 'customers.csv', path: '/api/v1/customers', query }, columns);
  },
};

const columns: readonly CsvColumn<ListedCustomerFacts>[] = [
  ['id', (row) => row.id],
  ['external_id', (row) => row.external_id],
  ['name', (row) => row.name],
  ['partner_id', ({ referral }) => referral?.partner_id ?? null],
  ['partner_name', ({ referral }) => referral?.partner_name ?? null],
  ['referred_at', ({ referral }) => referral?.decided_at ?? null],
  ['first_purchase_at', (row) => row.first_purchase_at],
  ['created_at', (row) => row.created_at],
];

const detailPage: PageRoute = {
  method: 'GET',
  path: `${customersPath}/:id`,
  scope: 'read',
  handle: async ({ api, params, viewer }) => {
    const customer = await api.get<CustomerFacts>('/api/v1/customers/:id', { params });
    const query = { customer_id: customer.id };
    const [referrals, conversions] = await Promise.all([
      api.get<{ data: ReferralFacts[] }>('/api/v1/referrals', { query }),
      api.get<{ data: z.output<typeof ListedConversionView>[]; next_cursor: string | null }>(
        '/api/v1/conversions',
        { query },
      ),
    ]);
    const mayWrite = allows(viewer.caller.scopes, 'write');
    return showPage(
      customerTitle(customer),
      CustomerDetailPage({ customer, referrals: referrals.data, conversions, mayWrite }),
    );
  },
};
