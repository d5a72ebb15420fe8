import { type Instant, secondMs } from '../core/clock.ts';
import type { FormatName } from '../webhooks/formats/formats.ts';
import type { BodyHmac } from '../webhooks/signing/body-hmac.ts';
import {
  type SignatureScheme,
  type SignedContent,
  type SigningKey,
  signatureHeaders,
} from '../webhooks/signing/signature.ts';
import { eventFacts } from './event-facts.ts';
import type { CheckedHeader, Verification } from './inspected-request.ts';

/** A request as its receiver sees it. */
export interface SignedRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text; undefined when it is none in UTF-8. */
  readonly body: string | undefined;
  readonly receivedAt: Instant;
}

/** What a request should have been signed with. */
export interface ExpectedSignature {
  readonly format: FormatName;
  readonly scheme: SignatureScheme;
  /** How a scheme with a header of the receiver's choice writes it; the usual way when it is left out. */
  readonly bodyHmac?: BodyHmac | undefined;
  /** Empty when there is nothing to verify with. */
  readonly keys: readonly KnownKey[];
}

export interface KnownKey {
  readonly key: SigningKey;
  /** As it stands in a sentence: `current`, `previous`, `given`. */
  readonly name: string;
  /** From when on it signs nothing more; null for as long as it is there. */
  readonly endsAt: Instant | null;
}

/** Standard Webhooks libraries refuse what is older, or as far in the future. */
const toleranceSeconds = 5 * 60;

/** Says what a receiver of the format would find, by computing what should have been sent. */
export const verify = (request: SignedRequest, expected: ExpectedSignature): Verification => {
  const event = eventFacts(request);
  const { format } = expected;
  const [known] = expected.keys;
  if (!known) {
    const timestampAgeSeconds = timestampAge(request, ['webhook', 'svix']);
    return { format, checked: [], ok: null, why: nothingKnown, timestampAgeSeconds, event };
  }
  const headers = headersOf(expected, known.key);
  const checked = headers.map((header) => check(request, expected, header));
  const timestampAgeSeconds = timestampAge(request, [
    ...headers.filter(({ dated }) => dated).map(({ name }) => prefixOf(name)),
    'webhook',
  ]);
  const verdict = judge(request, checked, timestampAgeSeconds);
  return { format, checked, ...verdict, timestampAgeSeconds, event };
};

const nothingKnown = 'There is no secret to verify with.';

/** A header that carries signatures, as the scheme itself shows when asked to sign something. */
interface SignatureHeader {
  readonly name: string;
  /** Whether it has room for several signatures. */
  readonly isList: boolean;
  /** Whether id and timestamp are signed with the body. */
  readonly dated: boolean;
}

const headersOf = (expected: ExpectedSignature, key: SigningKey): SignatureHeader[] => {
  const probe = { eventId: 'evt_1', timestamp: '1', body: '' };
  const once = sign(expected, [key], probe);
  const twice = sign(expected, [key, key], probe);
  const later = sign(expected, [key], { ...probe, timestamp: '2' });
  return Object.keys(once).map((name) => ({
    name,
    isList: once[name] !== twice[name],
    dated: once[name] !== later[name],
  }));
};

const sign = (
  { scheme, bodyHmac }: ExpectedSignature,
  keys: readonly [SigningKey, ...SigningKey[]],
  content: SignedContent,
): Readonly<Record<string, string>> =>
  signatureHeaders(scheme, { single: keys[0], list: keys }, content, bodyHmac);

const check = (
  request: SignedRequest,
  expected: ExpectedSignature,
  header: SignatureHeader,
): CheckedHeader => {
  const { name } = header;
  const received = request.headers[name.toLowerCase()];
  const { body } = request;
  const refuse = (why: string): CheckedHeader => ({ header: name, ok: false, why });
  if (received === undefined) return refuse('is missing');
  const missing = header.dated ? missingPart(request, name) : undefined;
  if (missing) return refuse(`cannot be checked without ${missing}`);
  if (body === undefined) return refuse('does not fit: the body is not the UTF-8 text that was signed');
  const content = {
    eventId: partOf(request, name, 'id'),
    timestamp: partOf(request, name, 'timestamp'),
    body,
  };
  const values = expected.keys.map(({ key }) => sign(expected, [key], content)[name] ?? '');
  const given = header.isList ? received.split(' ') : [received];
  const found = expected.keys[values.findIndex((value) => given.includes(value))];
  if (found) return byKey(name, found, request.receivedAt);
  const isOneOfMany = values.some((value) => received.split(' ').includes(value));
  return refuse(isOneOfMany ? 'has several values, and receivers expect one' : anotherKey);
};

const anotherKey = 'does not fit: the body was changed or another secret is used';

const byKey = (header: string, { name, endsAt }: KnownKey, at: Instant): CheckedHeader =>
  endsAt !== null && at >= endsAt
    ? { header, ok: false, why: `is signed with the ${name} secret, which has ended` }
    : { header, ok: true, why: `is signed with the ${name} secret` };

const prefixOf = (name: string): string => name.toLowerCase().replace(/-signature$/, '');

/** `svix-signature` goes with `svix-id`; a header without companions of its own goes with `webhook-id`. */
const partOf = ({ headers }: SignedRequest, name: string, part: 'id' | 'timestamp'): string =>
  headers[`${prefixOf(name)}-${part}`] ?? headers[`webhook-${part}`] ?? '';

const missingPart = (request: SignedRequest, name: string): string | undefined =>
  (['id', 'timestamp'] as const)
    .filter((part) => partOf(request, name, part) === '')
    .map((part) => `${prefixOf(name)}-${part}`)
    .at(0);

/** Seconds; null when there is no timestamp, or none that can be read. */
const timestampAge = ({ headers, receivedAt }: SignedRequest, prefixes: readonly string[]): number | null => {
  const given = prefixes.map((prefix) => headers[`${prefix}-timestamp`]).find((text) => text !== undefined);
  if (given === undefined || !/^\d{1,12}$/.test(given)) return null;
  return Math.floor(receivedAt / secondMs) - Number(given);
};

const judge = (
  { headers }: SignedRequest,
  checked: readonly CheckedHeader[],
  age: number | null,
): Pick<Verification, 'ok' | 'why'> => {
  const refuse = (why: string) => ({ ok: false, why });
  const names = checked.map(({ header }) => header);
  if (names.every((name) => headers[name.toLowerCase()] === undefined)) {
    return refuse(`There is no signature header; ${names.join(' and ')} should be there.`);
  }
  const failed = checked.find(({ ok }) => !ok);
  if (failed) return refuse(`${failed.header} ${failed.why}.`);
  if (age === null) return refuse('There is no timestamp in whole seconds.');
  if (Math.abs(age) > toleranceSeconds) return refuse(`The timestamp is ${distance(age)}.`);
  return { ok: true, why: agreement(checked) };
};

/** `12 minutes old`. Receivers refuse such requests, whoever signed them. */
const distance = (ageSeconds: number): string => {
  const minutes = Math.round(Math.abs(ageSeconds) / 60);
  return ageSeconds > 0 ? `${minutes} minutes old` : `${minutes} minutes in the future`;
};

const agreement = (checked: readonly CheckedHeader[]): string => {
  const [first] = checked;
  const alike = checked.every(({ why }) => why === first?.why);
  if (first && alike) return `It ${first.why}.`;
  return `${checked.map(({ header, why }) => `${header} ${why}`).join(', ')}.`;
};
