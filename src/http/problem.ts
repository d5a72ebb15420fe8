import { DomainError, errorCodes, type FieldError } from '../core/errors.ts';

/** An RFC 9457 problem as it goes over the wire. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors: readonly FieldError[];
  request_id: string;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Wrong host',
  422: 'Invalid request',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available right now',
};

/**
 * What the caller may know of a failure. A foreseen refusal speaks for itself; a surprise says nothing but
 * the request id under which the log has the truth.
 */
export const toProblem = (failure: unknown, requestId: string): Problem => {
  const refusal = failure instanceof DomainError ? failure : opaque;
  const status = errorCodes[refusal.code];
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail: refusal.detail,
    code: refusal.code,
    errors: refusal.errors,
    request_id: requestId,
  };
};

const opaque = new DomainError('internal_error', 'Something went wrong on our side. Nothing was recorded.');

/** The body is no JSON at all; nothing can be said about a field. */
export const malformedJson = (why: string): DomainError => new DomainError('malformed_json', why);
