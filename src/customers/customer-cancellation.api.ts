import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { assertReach } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { idView, isoTime } from '../http/views.ts';
import { cancelCustomer, customerCancellations } from '../workflows/refunds/cancel-customer.ts';
import { findCustomerById } from './customer.store.ts';

export const customerCancellationRoutes = (app: Pick<App, 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/customers/:id/cancellation',
    scope: 'write',
    tag: 'Customers',
    summary: 'Stop the recurring commissions of a customer',
    description:
      'For a customer who canceled without your backend telling so. From now on purchases of theirs earn nothing by ' +
      'rules that pay again and again, until a new referral. What was earned stays. Repeating it changes nothing.',
    params: z.strictObject({ id: id('cus') }),
    answers: {
      200: {
        description: 'What came of it.',
        schema: z.strictObject({
          outcome: z.enum(customerCancellations),
          referral_id: idView('ref').nullable(),
          recurring_stopped_at: isoTime.nullable(),
        }),
      },
    },
    handle: async ({ caller, origin, params }) =>
      ok(
        await app.transact(origin, async (work) => {
          const customer = await findCustomerById(work.tx, params.id);
          if (!customer) throw notFound('customer');
          assertReach(caller, customer.programId, 'customer');
          return await cancelCustomer(work, customer);
        }),
      ),
  }),
];
