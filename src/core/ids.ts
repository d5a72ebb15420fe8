import type { Clock } from './clock.ts';

/** What an id names; the key is its prefix. */
export const idPrefixes = {
  prg: 'program',
  prt: 'partner',
  lgn: 'login',
  grp: 'group',
  tir: 'tier',
  lnk: 'link',
  pro: 'promo code',
  clk: 'click',
  cus: 'customer',
  ref: 'referral',
  cnv: 'conversion',
  rfd: 'refund',
  rul: 'commission rule',
  com: 'commission',
  led: 'ledger entry',
  ltx: 'ledger transaction',
  pay: 'payout',
  bat: 'payout batch',
  rat: 'exchange rate',
  imp: 'import',
  frd: 'fraud case',
  evt: 'event',
  whe: 'webhook endpoint',
  whd: 'delivery',
  att: 'attempt',
  rec: 'recovery',
  alr: 'alert',
  isp: 'inspector',
  key: 'API key',
  adm: 'admin',
  inv: 'invitation',
  psk: 'passkey',
  aud: 'audit entry',
  inb: 'inbound connection',
  req: 'request',
  ins: 'instance',
} as const;

export type IdPrefix = keyof typeof idPrefixes;

/** A public id: prefix, underscore, time-sortable random part. No dots, so it can stand in a signature. */
export type Id<P extends IdPrefix> = `${P}_${string}`;

export type ProgramId = Id<'prg'>;
export type PartnerId = Id<'prt'>;
export type LinkId = Id<'lnk'>;
export type PromoCodeId = Id<'pro'>;
export type ClickId = Id<'clk'>;
export type CustomerId = Id<'cus'>;
export type ReferralId = Id<'ref'>;
export type ConversionId = Id<'cnv'>;
export type RuleId = Id<'rul'>;
export type CommissionId = Id<'com'>;
export type GroupId = Id<'grp'>;
export type TierId = Id<'tir'>;
export type RefundId = Id<'rfd'>;
export type PayoutId = Id<'pay'>;
export type PayoutBatchId = Id<'bat'>;
export type ExchangeRateId = Id<'rat'>;
export type ImportId = Id<'imp'>;
export type EventId = Id<'evt'>;
export type EndpointId = Id<'whe'>;
export type DeliveryId = Id<'whd'>;
export type RecoveryId = Id<'rec'>;
export type AlertId = Id<'alr'>;
export type InspectorId = Id<'isp'>;
export type ApiKeyId = Id<'key'>;

/** Crockford's base 32 in lower case: sorts like the number it writes, no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Both characters of 10 bits at once: a purchase needs some dozen ids. */
const pairs = Array.from({ length: 1024 }, (_, bits) => `${alphabet[bits >> 5]}${alphabet[bits & 31]}`);

/** Fills the array with random bytes from a cryptographic source. */
export type RandomBytes = (bytes: Uint8Array) => Uint8Array;

export const systemRandom: RandomBytes = (bytes) => crypto.getRandomValues(bytes);

export interface Ids {
  /** A new id. Within a millisecond they still sort in the order they were made. */
  mint<P extends IdPrefix>(prefix: P): Id<P>;
  /** `length` characters of Crockford's base 32, 5 random bits each. */
  token(length: number): string;
  random: RandomBytes;
}

/** 48 bits of time, 20 bits of a counter within the millisecond, 130 random bits: never guessed, never twice. */
export const createIds = (clock: Clock, random: RandomBytes): Ids => {
  let lastMs = 0;
  let counter = 0;
  let timePart = '';
  const pool = new Uint8Array(26 * 128);
  let poolOffset = pool.length;

  const token = (length: number): string => {
    if (poolOffset + length > pool.length) {
      random(pool);
      poolOffset = 0;
    }
    let text = '';
    for (let at = poolOffset; at < poolOffset + length - 1; at += 2) {
      text += pairs[(((pool[at] as number) & 31) << 5) | ((pool[at + 1] as number) & 31)];
    }
    if (length % 2 === 1) text += alphabet[(pool[poolOffset + length - 1] as number) & 31];
    poolOffset += length;
    return text;
  };

  const mint = <P extends IdPrefix>(prefix: P): Id<P> => {
    const now = Math.max(clock.now(), lastMs);
    if (now !== lastMs || timePart === '') {
      lastMs = now;
      counter = 0;
      timePart = encode(now, 10);
    }
    counter += 1;
    return `${prefix}_${timePart}${pairs[(counter >> 10) & 1023]}${pairs[counter & 1023]}${token(26)}`;
  };

  return { mint, token, random };
};

const encode = (value: number, length: number): string => {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/** Says whether a text has the form of an id with this prefix; not whether such a thing exists. */
export const isId = <P extends IdPrefix>(prefix: P, text: string): text is Id<P> =>
  text.startsWith(`${prefix}_`) && /^[0-9a-z]{10,64}$/.test(text.slice(prefix.length + 1));
