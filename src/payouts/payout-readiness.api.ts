import { z } from 'zod';
import type { App } from '../app.ts';
import { invariant } from '../core/errors.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { amountView, currencyView, idView } from '../http/views.ts';
import { findBalances } from '../ledger/ledger.store.ts';
import type { Balance } from '../ledger/ledger.ts';
import { partnerTransitions } from '../partners/partner.ts';
import { getPartner } from '../partners/reachable-partner.ts';
import { findProgram } from '../programs/program.store.ts';
import { type PayoutPlan, planPayouts } from '../workflows/payouts/plan-payouts.ts';
import { exclusionReasons, minimumOf, netOf } from './due.ts';

const ReadinessView = z
  .strictObject({
    partner_id: idView('prt'),
    state: z.enum(partnerTransitions.states).describe('Payouts of a suspended partner are frozen.'),
    currencies: z.array(
      z.strictObject({
        currency: currencyView,
        available: amountView.describe('Due, clawbacks taken off; below zero when more is owed back.'),
        on_hold: amountView.describe('Earned and not due yet: pending and held.'),
        processing: amountView.describe('Reserved by payouts that are under way.'),
        minimum: amountView.describe('The smallest sum that is paid.'),
        next_payout: amountView.describe('What a payout would take now; 0 when it would take nothing.'),
        reason: z
          .enum([...exclusionReasons, 'on_hold'])
          .nullable()
          .describe('Why nothing would be paid; null when something would.'),
      }),
    ),
  })
  .meta({ id: 'PayoutReadiness' });

type CurrencyReadiness = z.input<typeof ReadinessView>['currencies'][number];

export const payoutReadinessRoutes = (app: Pick<App, 'read' | 'clock'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/partners/:id/payout-readiness',
    scope: 'read',
    tag: 'Payouts',
    summary: 'What a payout to a partner would take now, and what keeps the rest back',
    params: z.strictObject({ id: id('prt') }),
    answers: { 200: { description: 'By currency.', schema: ReadinessView } },
    handle: async ({ caller, params }) => {
      const partner = await getPartner(app.read, caller, params.id);
      const program = await findProgram(app.read, partner.programId);
      invariant(program, `the program of ${partner.id} is there`);
      const selection = {
        ...{ programId: program.id, cutOffAt: app.clock.now(), partnerIds: [partner.id] },
        ...{ currency: null, minimums: {} },
      };
      const plan = await planPayouts(app.read, program, selection);
      const balances = await findBalances(app.read, partner.id);
      return ok({
        partner_id: partner.id,
        state: partner.state,
        currencies: balances.map((balance) => ({
          ...readinessOf(balance, plan),
          minimum: minimumOf(selection, program, balance.currency),
        })),
      });
    },
  }),
];

const readinessOf = (balance: Balance, plan: PayoutPlan): Omit<CurrencyReadiness, 'minimum'> => {
  const { currency } = balance;
  const paid = plan.paid.find((line) => line.currency === currency);
  const excluded = plan.excluded.find((line) => line.currency === currency);
  const onHold = balance.pending + balance.held;
  return {
    currency,
    available: balance.due,
    on_hold: onHold,
    processing: balance.processing,
    next_payout: paid ? netOf(paid) : 0,
    reason: paid ? null : (excluded?.exclusion ?? (onHold > 0 ? 'on_hold' : 'nothing_to_pay')),
  };
};
