/**
 * Refusals the product foresees. A `DomainError` carries one code of this closed list; the edge maps the
 * code to an HTTP status and prints `detail` to the caller. Anything else that is thrown is a bug: the
 * caller sees an opaque 500 and the log the truth.
 */
export const errorCodes = {
  malformed_json: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_conflict: 409,
  duplicate_order: 409,
  invalid_transition: 409,
  already_exists: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  misdirected_request: 421,
  invalid_request: 422,
  program_required: 422,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One offending field: `path` in dots and brackets as the caller wrote it, `message` a full sentence part. */
export interface FieldError {
  path: string;
  message: string;
}

export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    /** Seconds after which a retry makes sense; sent as `Retry-After`. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Refuses a request because of one field. */
export const invalidField = (path: string, message: string): DomainError =>
  new DomainError('invalid_request', `${path}: ${message}`, [{ path, message }]);

export const notFound = (what: string): DomainError =>
  new DomainError('not_found', `There is no such ${what}.`);

/** States what must be true. A failure is a bug of ours, never the caller's fault. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${message}`);
}
