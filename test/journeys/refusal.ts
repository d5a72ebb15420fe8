import type { TestAnswer } from '../support/call.ts';

const members = ['type', 'title', 'status', 'detail', 'code', 'errors', 'request_id'];

/** What must not leave the house: stacks, files, SQL. */
const inside =
  /\bat \S+ \(|\.tsx?\b|node_modules|sqlite|SQLITE|\b(select|insert|update|delete) .*\b(from|into|set)\b/;

/**
 * What is wrong with an answer that should refuse a request; undefined when nothing is: a problem of the given
 * status that names the field, under a request id, and tells nothing of what is inside.
 */
export const faultOfRefusal = (
  { status, headers, body }: TestAnswer,
  expected: { readonly status: number; readonly field?: string },
): string | undefined => {
  const text = JSON.stringify(body);
  if (status !== expected.status) return `answered ${status}, not ${expected.status}: ${text}`;
  if (headers.get('content-type') !== 'application/problem+json') return `is no problem: ${text}`;
  if (Object.keys(body).join() !== members.join()) return `has other members: ${text}`;
  if (body.status !== status) return `says another status: ${text}`;
  if (headers.get('x-request-id') !== body.request_id || !/^req_/.test(String(body.request_id))) {
    return `has no request id: ${text}`;
  }
  if (headers.get('cache-control') !== 'no-store') return `may be cached: ${text}`;
  if (inside.test(text)) return `tells what is inside: ${text}`;
  const { field } = expected;
  if (field === undefined || body.errors.some(({ path }) => isOf(path, field))) return undefined;
  return `does not name ${field}: ${text}`;
};

/** `items[2].amount` is of `items`. */
const isOf = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
