import type { Route } from '../http/route.ts';

/** What a route may answer instead, because of what it is; each is a problem. */
export const refusalsOf = (route: Route): readonly number[] => {
  const takesInput = route.body ?? route.query ?? route.params;
  const changes = route.method !== 'GET';
  const statuses = [
    401,
    403,
    ...(route.body ? [400, 413, 415] : []),
    ...(route.params || mayNameForeignProgram(route) ? [404] : []),
    ...(changes ? [409] : []),
    ...(isConditional(route) ? [412] : []),
    ...(takesInput ? [422] : []),
    429,
    500,
    503,
  ];
  return statuses.toSorted((left, right) => left - right);
};

/** Whether it changes something that is there, so that `If-Match` may name the version that was read. */
export const isConditional = ({ method, params }: Pick<Route, 'method' | 'params'>): boolean =>
  method === 'PATCH' || (method !== 'GET' && params !== undefined);

/** A filter of a list may name what the key does not reach, which then does not exist. */
const mayNameForeignProgram = (route: Route): boolean => route.query !== undefined;

export const refusalDescriptions: Readonly<Record<number, string>> = {
  400: 'The body is not well-formed JSON.',
  401: 'No key, or not a valid one.',
  403: 'The key lacks the scope.',
  404: 'There is no such thing, or the key does not reach it.',
  409: 'It does not fit what is stored; `code` says how.',
  412: 'It was changed since the version that `If-Match` names.',
  413: 'The body is too large.',
  415: 'The body is not `application/json`.',
  422: 'A field is invalid; `errors` names each.',
  429: 'Too many requests; `Retry-After` says when to go on.',
  500: 'A fault on our side. Nothing was recorded.',
  503: 'Not possible right now, nothing was stored; repeat it after `Retry-After`.',
};
