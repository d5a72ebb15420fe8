import { z } from 'zod';
import type { App } from '../app.ts';
import { AssignmentBody, toAssignmentOrder } from '../attribution/assignment.body.ts';
import { notFound } from '../core/errors.ts';
import { assertReach } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { ReferralView, toReferralView } from '../referrals/referral.view.ts';
import { assignCustomer } from '../workflows/assignment/assign-customer.ts';
import { findCustomerById } from './customer.store.ts';

export const customerAssignmentRoutes = (app: Pick<App, 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/customers/:id/assignment',
    scope: 'write',
    tag: 'Customers',
    summary: 'Give a customer to a partner, or to nobody',
    description:
      'From now on it stands above everything that conversions of the customer bring along, a promo code that ' +
      'overrides referrals included, for as long as referrals of the program bind. The referral they had before is ' +
      'void. What was sold before stays whose it is. Repeating it changes nothing.',
    params: z.strictObject({ id: id('cus') }),
    body: AssignmentBody,
    answers: {
      200: {
        description: 'The referral that binds the customer now, or null.',
        schema: z.strictObject({ referral: ReferralView.nullable() }),
      },
    },
    handle: async ({ caller, origin, params, body }) => {
      const referral = await app.transact(origin, async (work) => {
        const customer = await findCustomerById(work.tx, params.id);
        if (!customer) throw notFound('customer');
        assertReach(caller, customer.programId, 'customer');
        return await assignCustomer(work, customer, toAssignmentOrder(body));
      });
      return ok({ referral: referral && toReferralView(referral) });
    },
  }),
];
