import { DomainError, type FieldError } from '../core/errors.ts';
import { malformedJson } from './problem.ts';

const maxDepth = 20;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body strictly: right media type, at most `maxBytes`, well-formed UTF-8 and JSON, at most 20
 * levels deep, no NUL and no lone surrogate in any text (the database would store another value).
 *
 * @throws DomainError `unsupported_media_type`, `payload_too_large`, `malformed_json` or `invalid_request`.
 */
export const readJsonBody = async (request: Request, maxBytes: number): Promise<unknown> => {
  if (!isJson(request.headers.get('content-type'))) {
    throw new DomainError('unsupported_media_type', 'Send the body as application/json.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  const value = parse(bytes);
  assertPlain(value);
  return value;
};

/** @throws DomainError `invalid_request` naming the first text or level that cannot be stored as sent. */
export const assertPlain = (value: unknown): void => {
  const error = findUnstorable(value, '', 0);
  if (error) throw new DomainError('invalid_request', `${error.path || 'body'}: ${error.message}`, [error]);
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

const findUnstorable = (value: unknown, path: string, depth: number): FieldError | undefined => {
  if (typeof value === 'string') return findUnstorableText(value, path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= maxDepth) return { path, message: `is nested more than ${maxDepth} levels deep` };
  const isArray = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) {
    const childPath = isArray ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    const error = findUnstorableText(key, childPath) ?? findUnstorable(child, childPath, depth + 1);
    if (error) return error;
  }
  return undefined;
};

const findUnstorableText = (text: string, path: string): FieldError | undefined => {
  if (text.includes('\0')) return { path, message: 'must not contain a NUL character' };
  if (!text.isWellFormed()) return { path, message: 'must be well-formed Unicode (it has a lone surrogate)' };
  return undefined;
};
