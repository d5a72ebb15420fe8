import { DomainError } from '../core/errors.ts';

/** The header that tells a client which version of a thing it has read: `"3"`. */
export const etagOf = (rowVersion: number): Readonly<Record<string, string>> => ({ etag: `"${rowVersion}"` });

/**
 * The version a client says it wants to change; undefined when it does not care. A proxy may have weakened the
 * tag (`W/"3"`). What is no version of ours becomes NaN, which equals none.
 */
export const readIfMatch = (request: Request): number | undefined => {
  const header = request.headers.get('if-match')?.trim();
  if (header === undefined || header === '*') return undefined;
  return Number(/^(?:W\/)?"([1-9][0-9]{0,15})"$/.exec(header)?.[1] ?? Number.NaN);
};

/** @throws DomainError `precondition_failed` when the thing has changed since the client read it. */
export const assertRowVersion = (expected: number | undefined, actual: number, what: string): void => {
  if (expected === undefined || expected === actual) return;
  throw new DomainError(
    'precondition_failed',
    `This ${what} was changed meanwhile (it is at version ${actual}). Read it again, then repeat the change.`,
  );
};
