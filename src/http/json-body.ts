import { DomainError, type FieldError } from '../core/errors.ts';
import { malformedJson } from './problem.ts';
import { fieldPath } from './validate.ts';

const maxDepth = 20;
/** Of one list or object; ten times what the largest list takes, so that nobody makes us look at a million. */
const maxEntries = 10_000;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body strictly: right media type, at most `maxBytes`, well-formed UTF-8 and JSON, at most 20
 * levels deep and 10,000 entries in a list or object, no NUL and no lone surrogate in any text (the database
 * would store another value).
 *
 * @throws DomainError `unsupported_media_type`, `payload_too_large`, `malformed_json` or `invalid_request`.
 */
export const readJsonBody = async (request: Request, maxBytes: number): Promise<unknown> => {
  assertJson(request);
  return parsePlain(await readBytes(request, maxBytes));
};

/** For what may be left out: nothing at all, of whatever type it is said to be, is `{}`. Else as `readJsonBody`. */
export const readOptionalJsonBody = async (request: Request, maxBytes: number): Promise<unknown> => {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.byteLength === 0) return {};
  assertJson(request);
  return parsePlain(bytes);
};

/**
 * Reads a body that is text of any media type, strictly: at most `maxBytes` of well-formed UTF-8.
 *
 * @throws DomainError `payload_too_large` or `invalid_request`
 */
export const readTextBody = async (request: Request, maxBytes: number): Promise<string> => {
  const bytes = await readBytes(request, maxBytes);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DomainError('invalid_request', 'The body is not well-formed UTF-8.');
  }
};

export const hasMediaType = ({ headers }: Request, type: string): boolean =>
  (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() === type;

const assertJson = ({ headers }: Request): void => {
  if (isJson(headers.get('content-type'))) return;
  throw new DomainError('unsupported_media_type', 'Send the body as application/json.');
};

const readBytes = async (request: Request, maxBytes: number): Promise<ArrayBuffer> => {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await arrived(request);
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
};

const parsePlain = (bytes: ArrayBuffer): unknown => {
  const value = parse(bytes);
  assertPlain(value);
  return value;
};

/** Whoever breaks off, or is cut off by the socket for sending far too much, is no surprise to be logged. */
const arrived = (request: Request): Promise<ArrayBuffer> =>
  request.arrayBuffer().catch(() => {
    throw malformedJson('The body did not arrive whole.');
  });

/** @throws DomainError `invalid_request` naming the first text, list or level that cannot be stored as sent. */
export const assertPlain = (value: unknown): void => {
  const found = findUnstorable(value, 0);
  if (!found) return;
  const error: FieldError = { path: fieldPath(found.path), message: found.message };
  throw new DomainError('invalid_request', `${error.path || 'body'}: ${error.message}`, [error]);
};

const isJson = (contentType: string | null): boolean =>
  contentType !== null && /^application\/json\s*(;.*)?$/i.test(contentType);

const tooLarge = (maxBytes: number): DomainError =>
  new DomainError('payload_too_large', `The body may have at most ${Math.floor(maxBytes / 1024)} KiB.`);

const parse = (bytes: ArrayBuffer): unknown => {
  if (bytes.byteLength === 0) throw malformedJson('The body is empty; send a JSON object.');
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw malformedJson('The body is not well-formed JSON in UTF-8.');
  }
};

interface Unstorable {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** The path grows on the way back from what was found: writing it on the way there would cost more than parsing. */
const findUnstorable = (value: unknown, depth: number): Unstorable | undefined => {
  if (typeof value === 'string') return findUnstorableText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= maxDepth) return found(`is nested more than ${maxDepth} levels deep`);
  return Array.isArray(value) ? findInList(value, depth) : findInObject(value, depth);
};

const findInList = (list: readonly unknown[], depth: number): Unstorable | undefined => {
  if (list.length > maxEntries) return tooMany;
  for (let index = 0; index < list.length; index += 1) {
    const inside = findUnstorable(list[index], depth + 1);
    if (inside) return within(index, inside);
  }
  return undefined;
};

const findInObject = (object: object, depth: number): Unstorable | undefined => {
  const names = Object.keys(object);
  if (names.length > maxEntries) return tooMany;
  for (const name of names) {
    const value: unknown = object[name as keyof typeof object];
    const inside = findUnusableName(name) ?? findUnstorable(value, depth + 1);
    if (inside) return within(name, inside);
  }
  return undefined;
};

/** Copying an object drops a field of this name without a word, or worse. */
const findUnusableName = (name: string): Unstorable | undefined =>
  name === '__proto__' ? found('is not a known field') : findUnstorableText(name);

const findUnstorableText = (text: string): Unstorable | undefined => {
  if (text.includes('\0')) return found('must not contain a NUL character');
  if (!text.isWellFormed()) return found('must be well-formed Unicode (it has a lone surrogate)');
  return undefined;
};

const found = (message: string): Unstorable => ({ path: [], message });

const within = (part: PropertyKey, { path, message }: Unstorable): Unstorable => ({
  path: [part, ...path],
  message,
});

const tooMany = found('may have at most 10,000 entries');
