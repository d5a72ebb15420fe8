import { z } from 'zod';
import type { App } from '../app.ts';
import { hashBody } from '../conversions/body-hash.ts';
import { findConversion } from '../conversions/conversion.store.ts';
import type { Conversion } from '../conversions/conversion.ts';
import { agreedKey } from '../conversions/track-body.ts';
import type { Currency } from '../core/currencies.ts';
import { invalidField, invariant } from '../core/errors.ts';
import type { ConversionId } from '../core/ids.ts';
import { maxAmountMinor, money } from '../core/money.ts';
import type { Db } from '../database/work.ts';
import { currency, id, instant, reference, text } from '../http/fields.ts';
import { type Answer, type Route, route } from '../http/route.ts';
import { assertRowVersion, readIfMatch } from '../http/row-version.ts';
import { findBalances } from '../ledger/ledger.store.ts';
import type { Partner } from '../partners/partner.ts';
import { getReferencedPartner } from '../partners/reachable-partner.ts';
import { findProgram } from '../programs/program.store.ts';
import { adjustCommission } from '../workflows/commissions/adjust-commission.ts';
import { awardBonus } from '../workflows/commissions/award-bonus.ts';
import { makeLineOnce } from '../workflows/commissions/make-line-once.ts';
import type { NewCommission } from './commission.store.ts';
import { CommissionView, toCommissionView } from './commission.view.ts';
import { getCommission } from './reachable-commission.ts';

const minor = z.int('must be a whole number of minor units').max(maxAmountMinor, 'may be at most 10^15');
const key = reference(255).optional().meta({ description: 'As the header `Idempotency-Key`.' });

const BonusBody = z
  .strictObject({
    partner_id: id('prt'),
    amount: minor.min(1, 'must be above zero'),
    currency: currency.optional().meta({
      description: "The program's, when it is left out; else one that the partner has a balance in.",
    }),
    note: text(500),
    due_at: instant.optional().meta({ description: 'At once when it is left out or past.' }),
    conversion_id: id('cnv').optional().meta({ description: 'What it is for.' }),
    idempotency_key: key,
  })
  .meta({ id: 'Bonus' });

const AdjustmentBody = z
  .strictObject({
    amount: minor
      .min(-maxAmountMinor, 'may be at least -10^15')
      .refine((value) => value !== 0, 'must not be zero')
      .meta({ description: 'Signed minor units of the currency of the commission.' }),
    note: text(500),
    idempotency_key: key,
  })
  .meta({ id: 'CommissionAdjustment' });

type AwardApp = Pick<App, 'transact'>;

const once = 'Send an idempotency key: however often it arrives, it is paid once.';
const answers = {
  201: { description: 'The new commission.', schema: CommissionView },
  200: {
    description: 'Made before by the same key: as it is now, with `Idempotent-Replayed: true`.',
    schema: CommissionView,
  },
};

export const commissionAwardRoutes = (app: AwardApp): Route[] => [bonusRoute(app), adjustmentRoute(app)];

const bonusRoute = (app: AwardApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/commissions',
    scope: 'write',
    tag: 'Commissions',
    summary: 'Award a bonus',
    description: `A commission beside the rules, approved by being awarded. ${once}`,
    body: BonusBody,
    answers,
    handle: async ({ request, caller, body, origin }) => {
      const idempotencyKey = agreedKey(body.idempotency_key, request.headers.get('idempotency-key'));
      const made = await app.transact(origin, async (work) => {
        const partner = await getReferencedPartner(work.tx, caller, body.partner_id);
        const keyed = { operation: 'bonus', key: idempotencyKey, bodyHash: hashBody(body) } as const;
        return makeLineOnce(work, { ...keyed, programId: partner.programId }, async () =>
          awardBonus(work, {
            partner: assertMember(partner),
            amount: money(body.amount, await currencyOf(work.tx, partner, body.currency)),
            note: body.note,
            dueAt: body.due_at,
            conversion: await conversionOf(work.tx, partner, body.conversion_id),
          }),
        );
      });
      return answerOf(made);
    },
  });

const adjustmentRoute = (app: AwardApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/commissions/:id/adjustment',
    scope: 'write',
    tag: 'Commissions',
    summary: 'Add to a commission, or take off it',
    description: `By a line of its own, which waits as long as the commission does; beside one that is paid, or in a payout, it is due at once. ${once}`,
    params: z.strictObject({ id: id('com') }),
    body: AdjustmentBody,
    answers,
    handle: async ({ request, caller, params, body, origin }) => {
      const idempotencyKey = agreedKey(body.idempotency_key, request.headers.get('idempotency-key'));
      const made = await app.transact(origin, async (work) => {
        const commission = await getCommission(work.tx, caller, params.id);
        const { programId } = commission;
        const bodyHash = hashBody({ ...body, commission_id: commission.id });
        return makeLineOnce(
          work,
          { programId, operation: 'adjustment', key: idempotencyKey, bodyHash },
          () => {
            assertRowVersion(readIfMatch(request), commission.rowVersion, 'commission');
            return adjustCommission(work, commission, { minor: body.amount, note: body.note });
          },
        );
      });
      return answerOf(made);
    },
  });

const answerOf = (made: { commission: NewCommission; replayed: boolean }): Answer => ({
  status: made.replayed ? 200 : 201,
  body: toCommissionView(made.commission),
  ...(made.replayed && { headers: { 'idempotent-replayed': 'true' } }),
});

/** Whoever is, or was, a member may be given something; nobody else has anything to do with us yet. */
const assertMember = (partner: Partner): Partner => {
  if (['approved', 'suspended', 'terminated'].includes(partner.state)) return partner;
  throw invalidField('partner_id', `names a partner who is ${partner.state} and can be owed nothing`);
};

const currencyOf = async (db: Db, partner: Partner, asked: Currency | undefined): Promise<Currency> => {
  const program = await findProgram(db, partner.programId);
  invariant(program, `the program of partner ${partner.id} is there`);
  if (asked === undefined || asked === program.currency) return program.currency;
  const balances = await findBalances(db, partner.id);
  if (balances.some((balance) => balance.currency === asked)) return asked;
  throw invalidField('currency', `must be ${program.currency}, or one that the partner has a balance in`);
};

const conversionOf = async (
  db: Db,
  { programId }: Partner,
  id: ConversionId | undefined,
): Promise<Conversion | undefined> => {
  const conversion = id && (await findConversion(db, id));
  if (id !== undefined && conversion?.programId !== programId) {
    throw invalidField('conversion_id', "names no conversion of the partner's program");
  }
  return conversion;
};
