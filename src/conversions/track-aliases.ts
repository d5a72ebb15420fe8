import type { FieldError } from '../core/errors.ts';

/**
 * Names other platforms use for our fields. Ours comes first, the others in the order in which they are
 * preferred where more than one may stand.
 */
export const acceptedSpellings = {
  customer_id: ['customerExternalId', 'external_id', 'uid', 'userId'],
  click_id: ['clickId', 'tid', 'dub_id'],
  promo_code: ['coupon_code'],
  order_id: ['invoiceId', 'invoice_id', 'event_id', 'charge_id', 'purchase_code', 'transaction_id'],
  amount: ['amount_cents'],
  partner: ['affiliate_id'],
  occurred_at: ['event_timestamp'],
} as const satisfies Record<string, readonly string[]>;

/** Backends pass these on from forms and cookies as they are, and those are often there but empty. */
const absentWhenEmpty: ReadonlySet<string> = new Set([
  'click_id',
  'click_cookie',
  'promo_code',
  'partner',
  'sub1',
  'sub2',
  'sub3',
  'sub4',
  'sub5',
]);

/** More unknown fields than this are counted, not named. */
const maxNamedFields = 20;
const maxShownName = 100;

/** A body with one name per field. */
export interface Spelled {
  /** By our name; `order_aliases` holds the further values that name the order. Fields that are null are left out. */
  readonly values: Record<string, unknown>;
  /** Under which spelling each of `order_aliases` was sent. */
  readonly furtherOrderNames: string[];
  /** Spellings of one field that contradict each other. */
  readonly conflicts: FieldError[];
  readonly warnings: string[];
}

export interface Spelling {
  /** Sorts out whose field is whose; checks no value. */
  read(body: Readonly<Record<string, unknown>>): Spelled;
  /** The name under which the caller sent one of our fields; ours when it was not sent. */
  asSent(body: Readonly<Record<string, unknown>>, field: string): string;
}

/**
 * @param subject what the body describes, for the warnings: `a signup`
 * @param fields our names of the fields it may have
 */
export const createSpelling = (subject: string, fields: readonly string[]): Spelling => {
  const fieldOf = new Map(fields.flatMap((field) => namesOf(field).map((name) => [name, field] as const)));
  return {
    read(body) {
      const spelled: Spelled = { values: {}, furtherOrderNames: [], conflicts: [], warnings: [] };
      const unknown: string[] = [];
      for (const name of Object.keys(body)) {
        const value = body[name];
        const field = fieldOf.get(name);
        if (field === undefined) unknown.push(name);
        else if (!isAbsent(field, value) && field !== 'order_id') take(spelled, body, field, name);
      }
      if (fieldOf.has('order_id')) takeOrderNames(spelled, body);
      if (unknown.length > 0) spelled.warnings.push(...warningsFor(subject, unknown));
      return spelled;
    },
    asSent: (body, field) => sentNames(body, field)[0] ?? field,
  };
};

/** The names in `body` that stand for the field and have a value, in order of preference. */
export const sentNames = (body: Readonly<Record<string, unknown>>, field: string): string[] =>
  namesOf(field).filter((name) => Object.hasOwn(body, name) && !isAbsent(field, body[name]));

export const namesOf = (field: string): readonly string[] => [field, ...(spellingsOf[field] ?? [])];

const spellingsOf: Readonly<Record<string, readonly string[]>> = acceptedSpellings;
const orderNames = namesOf('order_id');

const isAbsent = (field: string, value: unknown): boolean =>
  value === null || value === undefined || (value === '' && absentWhenEmpty.has(field));

const take = (
  spelled: Spelled,
  body: Readonly<Record<string, unknown>>,
  field: string,
  name: string,
): void => {
  const { values, conflicts } = spelled;
  const value = body[name];
  if (values[field] === undefined || values[field] === value) values[field] = value;
  else {
    const other = sentNames(body, field).find((sent) => sent !== name) ?? field;
    conflicts.push({ path: name, message: `and ${other} name the same thing and differ` });
  }
};

/** A sale may have several names, such as an invoice and a charge: one leads, the others find it as well. */
const takeOrderNames = (spelled: Spelled, body: Readonly<Record<string, unknown>>): void => {
  const further: unknown[] = [];
  for (const name of orderNames) {
    const value = body[name];
    if (value === null || value === undefined || !Object.hasOwn(body, name)) continue;
    if (spelled.values.order_id === undefined) spelled.values.order_id = value;
    else if (value !== spelled.values.order_id && !further.includes(value)) {
      further.push(value);
      spelled.furtherOrderNames.push(name);
    }
  }
  if (further.length > 0) spelled.values.order_aliases = further;
};

/** One warning for each field that was not understood, up to a limit. */
export const warningsFor = (subject: string, unknown: readonly string[]): string[] => {
  const warnings = unknown
    .slice(0, maxNamedFields)
    .map((name) => `${shorten(name)} is not a field of ${subject}; it was ignored`);
  const more = unknown.length - maxNamedFields;
  if (more > 0) warnings.push(`${more} more fields are not fields of ${subject}; they were ignored`);
  return warnings;
};

/** By code points, so that no surrogate is left alone. */
const shorten = (name: string): string =>
  name.length <= maxShownName ? name : `${[...name].slice(0, maxShownName).join('')}...`;
