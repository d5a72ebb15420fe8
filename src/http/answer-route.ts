import { DomainError } from '../core/errors.ts';
import type { Origin } from '../database/work.ts';
import { assertScope, type Caller } from './caller.ts';
import { deedOf } from './deed-of.ts';
import type { Answer, ApiRequest, Route } from './route.ts';
import { validate } from './validate.ts';

/** A request to a route, nothing of it checked yet but who asks. */
export interface RouteInput {
  readonly request: Request;
  readonly caller: Caller;
  readonly origin: Origin;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * The way of every request to a route, whether it came over the wire or from a page of our own: scope, parameters,
 * query, body, handler.
 *
 * @param readBody asked only when the route takes a body, after everything else was found right
 * @throws DomainError for whatever is wrong with it
 */
export const answerRoute = async (
  route: Route,
  { request, caller, origin, params, query }: RouteInput,
  readBody: () => unknown,
): Promise<Answer> => {
  assertScope(caller, route.scope);
  const asked = {
    params: readParams(route, params) as never,
    query: (route.query ? validate(route.query, query) : undefined) as never,
    body: (route.body ? validate(route.body, await readBody()) : undefined) as never,
  };
  const deed = deedOf(route, params, asked.body);
  return route.handle({
    request,
    requestId: origin.requestId,
    caller,
    origin: deed ? { ...origin, deed } : origin,
    ...asked,
  } satisfies ApiRequest<never, never, never>);
};

/** An id that cannot be one names nothing, like one that nobody has. */
const readParams = (route: Route, params: Readonly<Record<string, string>>): unknown => {
  if (!route.params) return params;
  const result = route.params.safeParse(params);
  if (!result.success) throw new DomainError('not_found', 'There is nothing at this address.');
  return result.data;
};
