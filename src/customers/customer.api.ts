import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { email, id, pageQuery, reference } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { listLiveReferrals } from '../referrals/referral.store.ts';
import { findCustomerById } from './customer.store.ts';
import { hashEmail } from './customer.ts';
import { CustomerView, ListedCustomerView, toCustomerView, toListedCustomerView } from './customer.view.ts';
import { listCustomers } from './customer-list.store.ts';

const tag = 'Customers';

/** Customers come into being by what is tracked; they are read here. */
export const customerRoutes = (app: Pick<App, 'read' | 'secrets'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/customers',
    scope: 'read',
    tag,
    summary: 'List customers',
    description:
      'What is tracked makes them. The external id says who a customer is; an email address only where there is none, ' +
      'and somebody known by an address alone gets the external id that is told with it later. Two external ids with ' +
      'one address are two customers. Of an address only a keyed hash is kept.',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      external_id: reference(255).optional(),
      email: email
        .optional()
        .describe('Found by its hash: the whole address, whatever the case of its letters.'),
    }),
    answers: { 200: { description: 'Customers, newest first.', schema: pageOf(ListedCustomerView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const customers = await listCustomers(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        externalId: query.external_id,
        emailHash: query.email === undefined ? undefined : hashEmail(app.secrets, query.email),
      });
      const referrals = await listLiveReferrals(
        app.read,
        customers.map((customer) => customer.id),
      );
      const names = await findPartnerNames(
        app.read,
        [...referrals.values()].map(({ partnerId }) => partnerId),
      );
      return ok(
        toPage(customers, page.limit, (customer) => {
          const referral = referrals.get(customer.id);
          return toListedCustomerView(customer, referral, referral && names.get(referral.partnerId));
        }),
      );
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/customers/:id',
    scope: 'read',
    tag,
    summary: 'Read a customer',
    params: z.strictObject({ id: id('cus') }),
    answers: { 200: { description: 'The customer.', schema: CustomerView } },
    handle: async ({ caller, params }) => {
      const customer = await findCustomerById(app.read, params.id);
      if (!customer) throw notFound('customer');
      assertReach(caller, customer.programId, 'customer');
      return ok(toCustomerView(customer));
    },
  }),
];
