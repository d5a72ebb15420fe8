import { z } from 'zod';
import { type Instant, toIso } from '../core/clock.ts';
import type { IdPrefix } from '../core/ids.ts';
import { maxAmountMinor } from '../core/money.ts';
import { currency, idDescription } from './fields.ts';

/** The field types every answer shares. Views are strict, so that an undocumented field is noticed by the tests. */

/** `2026-05-29T14:21:12.345Z` */
export const isoTime = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-05-29T14:21:12.345Z'] });

export const idView = (prefix: IdPrefix) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]+$`))
    .meta({ description: idDescription(prefix) });

/** Whole minor units of the currency beside it; negative in reversals. */
export const amountView = z
  .int()
  .min(-maxAmountMinor)
  .max(maxAmountMinor)
  .meta({ description: 'Whole minor units (cents for USD, yen for JPY) of the currency beside it.' });

export const currencyView = currency;

/** What every list answers. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Send it as `cursor` for the next page; null on the last one.' }),
  });

/** An RFC 9457 problem: what every refusal answers. */
export const problemView = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'One of a closed list; decide on this, never on the texts.' }),
    errors: z.array(
      z.strictObject({
        path: z.string().meta({ description: 'The field, as the caller wrote it: `items[2].amount`.' }),
        message: z.string(),
      }),
    ),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' });

export const toIsoOrNull = (instant: Instant | null): string | null =>
  instant === null ? null : toIso(instant);
