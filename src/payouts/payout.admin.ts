import type { z } from 'zod';
import { PayoutPage } from '../../views/payouts/payout.tsx';
import { PayoutListPage } from '../../views/payouts/payout-list.tsx';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRoute, sendFile, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { EventView } from '../webhooks/events/event.view.ts';
import type { ListedPayoutView, PayoutWithItemsView } from './payout.view.ts';

type ListedPayout = z.output<typeof ListedPayoutView>;
type Payout = z.output<typeof PayoutWithItemsView>;

const filters = ['state', 'partner_id'] as const;

export const payoutPages = (): PageRoute[] => [listPage, listFile, payoutPage];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/all',
  scope: 'read',
  handle: async (page) => {
    const list = await page.api.get<{ data: ListedPayout[]; next_cursor: string | null }>('/api/v1/payouts', {
      query: listQuery(page, filters),
    });
    const query = pick(page.query, [...filters, 'cursor']);
    const canPay = allows(page.viewer.caller.scopes, 'payouts');
    return showPage('Payouts', PayoutListPage({ list, query, canPay }));
  },
};

const listFile: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/all.csv',
  scope: 'payouts',
  handle: async ({ api, program, query }) => {
    const asked = { ...pick(query, filters), program_id: program?.id };
    return sendFile('payouts.csv', await api.file('/api/v1/payouts/export.csv', { query: asked }));
  },
};

const payoutPage: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/:id',
  scope: 'read',
  handle: async ({ api, params, viewer }) => {
    const { value: payout, rowVersion } = await api.read<Payout>('/api/v1/payouts/:id', { params });
    const events = await api.get<{ data: z.output<typeof EventView>[] }>('/api/v1/events', {
      query: { entity_id: payout.id, limit: 50 },
    });
    const canPay = allows(viewer.caller.scopes, 'payouts');
    return showPage(
      `Payout to ${payout.partner_name}`,
      PayoutPage({ payout, rowVersion, events: events.data, canPay }),
    );
  },
};
