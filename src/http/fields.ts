import { z } from 'zod';
import { isDay } from '../core/calendar.ts';
import type { Currency } from '../core/currencies.ts';
import { isCurrency, knownCurrencies } from '../core/currencies.ts';
import { type Id, type IdPrefix, idPrefixes, isId } from '../core/ids.ts';
import { codeWithoutKey, lookAlikeKey } from '../core/look-alikes.ts';
import { maxAmountMinor } from '../core/money.ts';

/** The field types every request shares, so that one name has one rule everywhere. */

/** Trimmed text of 1 to `max` characters, without control characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `may have at most ${max} characters`)
    .refine((value) => !controlCharacters.test(value), 'must not contain control characters');

/** Text as sent, not trimmed: keys and references that another system compares byte for byte. */
export const reference = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `may have at most ${max} characters`)
    .refine((value) => !controlCharacters.test(value), 'must not contain control characters');

export const id = <P extends IdPrefix>(prefix: P) =>
  z
    .custom<Id<P>>(
      (value) => typeof value === 'string' && isId(prefix, value),
      `must be the id of a ${idPrefixes[prefix]} (${prefix}_...)`,
    )
    .meta({
      type: 'string',
      pattern: `^${prefix}_[0-9a-z]{10,64}$`,
      description: idDescription(prefix),
    });

export const idDescription = (prefix: IdPrefix): string => {
  const noun = idPrefixes[prefix];
  return `Id of ${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}.`;
};

/** A promo code or a partner's code: what people read, hear and type. */
export const code = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty', abort: true })
  .max(64, { error: 'may have at most 64 characters', abort: true })
  .refine((value) => lookAlikeKey(value) !== undefined, codeWithoutKey);

/** Whole minor units, 0 to 10^15. */
export const amount = z
  .int('must be a whole number of minor units')
  .min(0, 'must not be negative')
  .max(maxAmountMinor, 'may be at most 10^15 minor units')
  .transform((value) => (value === 0 ? 0 : value));

export const currency = z
  .custom<Currency>(
    (value) => typeof value === 'string' && isCurrency(value),
    'must be an ISO 4217 currency code in capitals that the product knows, such as USD',
  )
  .meta({
    id: 'Currency',
    type: 'string',
    enum: knownCurrencies(),
    description: 'ISO 4217 currency code.',
  });

export const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code of two capitals');

export const email = z
  .string()
  .trim()
  // Nothing that is too long goes through a pattern.
  .max(254, { error: 'may have at most 254 characters', abort: true })
  .regex(
    /^[^\s\p{C}@"(),:;<>[\\\]]+@[^\s\p{C}@."(),:;<>[\\\]]+(\.[^\s\p{C}@."(),:;<>[\\\]]+)+$/u,
    'must be an email address',
  );

/** An ISO 8601 instant with its offset, as milliseconds; years 2000 to 2100. */
export const instant = z
  .string()
  .max(40, 'must be an ISO 8601 time with an offset, such as 2026-05-29T14:21:12Z')
  .refine(
    (value) => isInstant(value),
    'must be an ISO 8601 time with an offset, such as 2026-05-29T14:21:12Z',
  )
  .transform((value) => Date.parse(value));

/** A day of the calendar that the product knows. */
export const day = z
  .string()
  .max(10)
  .refine(
    (text) => /^(20\d\d|2100)/.test(text) && isDay(text),
    'must be a day such as 2026-05-29, from 2000 to 2100',
  );

export const httpUrl = z
  .string()
  .max(2048, 'may have at most 2048 characters')
  .refine(
    (value) => isHttpUrl(value),
    'must be an absolute http or https URL without user name and password',
  );

export const limit = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(200, 'may be at most 200')
  .default(50);

export const cursor = z.string().max(40, 'is not a cursor that this list handed out').optional();

/** The query of every list; add filters with `.extend`. */
export const pageQuery = z.strictObject({ limit, cursor });

/** Filter of lists whose things can be retired: the live ones unless asked for the retired ones. */
export const archived = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');

/** Control characters and the two Unicode line breaks that end a line in a log or a script. */
const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const isInstant = (value: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(value)) return false;
  if (!isDay(value.slice(0, 10))) return false;
  const year = new Date(Date.parse(value)).getUTCFullYear();
  return year >= 2000 && year <= 2100;
};

const isHttpUrl = (value: string): boolean => {
  if (!/^https?:\/\/[^\s\\]+$/i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  );
};
