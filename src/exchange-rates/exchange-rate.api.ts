import { z } from 'zod';
import type { App } from '../app.ts';
import { recordChange } from '../audit/record.ts';
import { invalidField } from '../core/errors.ts';
import type { ProgramId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Work } from '../database/work.ts';
import { type Reach, visibleProgram } from '../http/caller.ts';
import { currency, id, instant, pageQuery, text } from '../http/fields.ts';
import { created, ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { insertRate, listRates } from './exchange-rate.store.ts';
import { type ExchangeRate, parseRate } from './exchange-rate.ts';
import { ExchangeRateView, toExchangeRateView } from './exchange-rate.view.ts';

type RateApp = Pick<App, 'read' | 'transact'>;

const tag = 'Exchange rates';

const rateText = z
  .string()
  .max(17, 'must be a decimal number above 0 and at most 900000, with up to 10 decimals, such as 1.0825')
  .refine(
    (value) => parseRate(value) !== undefined,
    'must be a decimal number above 0 and at most 900000, with up to 10 decimals, such as 1.0825',
  )
  .meta({ description: 'Units of `to` for one unit of `from`, as text.', examples: ['1.0825'] });

const NewRateBody = z
  .strictObject({
    program_id: id('prg')
      .optional()
      .meta({ description: 'Left out, the program of the key; with a key for all programs, every program.' }),
    from: currency,
    to: currency,
    rate: rateText,
    source: text(120).meta({
      description: 'Where it was taken from, for people to check.',
      examples: ['ECB'],
    }),
    valid_from: instant.optional().meta({ description: 'Now when left out; the past is allowed.' }),
  })
  .meta({ id: 'NewExchangeRate' });

export const exchangeRateRoutes = (app: RateApp): Route[] => [list(app), create(app)];

const list = (app: RateApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/exchange-rates',
    scope: 'read',
    tag,
    summary: 'Lists exchange rates, newest first',
    description: "A program's own and those for all programs.",
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      from: currency.optional(),
      to: currency.optional(),
      at: instant.optional().meta({ description: 'Only the rates that count at this instant.' }),
    }),
    answers: { 200: { description: 'One page of rates.', schema: pageOf(ExchangeRateView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const programId = visibleProgram(caller, query.program_id);
      const rates = await listRates(app.read, page, { ...query, programId });
      return ok(toPage(rates, page.limit, toExchangeRateView));
    },
  });

const create = (app: RateApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/exchange-rates',
    scope: 'write',
    tag,
    summary: 'Stores an exchange rate',
    description:
      'A sale is converted by the rate with the latest `valid_from` that is not after the sale: that of its program, else that for all programs; of two with the same `valid_from`, by the one stored later. A rate is never changed, and commissions keep the one they were computed by. A sale needs the rate from its own currency to that of the program; what the program says in its currency (flat amounts, caps) is divided by that same rate. A rate for the opposite direction is never used for it.',
    body: NewRateBody,
    answers: { 201: { description: 'The rate.', schema: ExchangeRateView } },
    handle: async ({ caller, origin, body }) => {
      const scaled = parseRate(body.rate) ?? 0;
      if (body.from === body.to) throw invalidField('to', 'must be another currency than from');
      const rate = await app.transact(origin, async (work) => {
        const stored: ExchangeRate = {
          id: work.ids.mint('rat'),
          programId: await programOf(work, caller, body.program_id),
          from: body.from,
          to: body.to,
          rateScaled: scaled,
          source: body.source,
          validFrom: body.valid_from ?? work.now,
          createdAt: work.now,
        };
        await insertRate(work, stored);
        recordChange(work, { id: stored.id, programId: stored.programId, after: stored });
        return stored;
      });
      return created(toExchangeRateView(rate));
    },
  });

/** Null for all programs: only a key that reaches all can say so. */
const programOf = async (
  { tx }: Work,
  reach: Reach,
  asked: ProgramId | undefined,
): Promise<ProgramId | null> =>
  asked === undefined && reach.programId === null ? null : (await resolveProgram(tx, reach, asked)).id;
