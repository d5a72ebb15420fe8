import type { z } from 'zod';
import { ConversionDetailPage } from '../../views/conversions/conversion-detail.tsx';
import { titleOf } from '../../views/conversions/conversion-title.ts';
import type { ListedCommissionView } from '../commissions/commission.view.ts';
import type { CustomerView } from '../customers/customer.view.ts';
import { readHistory } from '../http/pages/history.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { RefundView } from '../refunds/refund.view.ts';
import type { ConversionDetailView } from './conversion.view.ts';
import type { ExplanationView } from './explanation.view.ts';

type Conversion = z.output<typeof ConversionDetailView>;
type Commission = z.output<typeof ListedCommissionView>;

/** One conversion: why whose, what it came to, what happened to it. */
export const conversionDetailPage: PageRoute = {
  method: 'GET',
  path: '/admin/conversions/:id',
  scope: 'read',
  handle: async (page) => {
    const { api, params, viewer } = page;
    const conversion = await api.get<Conversion>('/api/v1/conversions/:id', { params });
    const explanation = await api.get<z.output<typeof ExplanationView>>(
      '/api/v1/conversions/:id/explanation',
      { params },
    );
    const { data: commissions } = await api.get<{ data: Commission[] }>('/api/v1/commissions', {
      query: { conversion_id: conversion.id, limit: 200 },
    });
    const { data: refunds } = await api.get<{ data: z.output<typeof RefundView>[] }>(
      '/api/v1/conversions/:id/refunds',
      { params, query: { limit: 100 } },
    );
    const view = ConversionDetailPage({
      ...{ conversion, explanation, commissions, refunds },
      history: await readHistory(page, [conversion.id, ...commissions.map(({ id }) => id)]),
      partnerName: conversion.partner_id
        ? (await api.get<{ name: string }>('/api/v1/partners/:id', { params: { id: conversion.partner_id } }))
            .name
        : undefined,
      customerName: conversion.customer_id
        ? nameOf(
            await api.get<z.output<typeof CustomerView>>('/api/v1/customers/:id', {
              params: { id: conversion.customer_id },
            }),
          )
        : undefined,
      mayChange: allows(viewer.caller.scopes, 'write'),
    });
    return showPage(titleOf(conversion), view);
  },
};

const nameOf = ({ name, external_id }: z.output<typeof CustomerView>): string | undefined =>
  name ?? external_id ?? undefined;
