import { DomainError } from '../../core/errors.ts';
import { emptyForm, type SentForm } from '../forms/sent-form.ts';
import { logSurprise } from '../serve-route.ts';
import { assertOwnHost, assertOwnSite } from './own-site.ts';
import type { PageContext } from './page-context.ts';
import { bareRefusal } from './page-response.ts';
import { readFormData } from './read-form-data.ts';

/** What the handler of an entry page gets: somebody of whom nothing is known yet. */
export interface EntryRequest {
  readonly request: Request;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each parameter of the address. */
  readonly query: Readonly<Record<string, string>>;
  /** What was sent with a POST; empty otherwise. */
  readonly form: SentForm;
  /** Where it comes from, as far as our own proxies tell. */
  readonly address: string;
  readonly requestId: string;
}

/** A page outside of the administration, or the target of one of its forms: where people come in and go out. */
export interface EntryPage {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(asked: EntryRequest): Promise<Response> | Response;
}

/** The way of every request to an entry page: host, origin, form, handler. */
export const serveEntry = async (
  context: PageContext,
  entry: EntryPage,
  { request, params, address }: Pick<EntryRequest, 'request' | 'params' | 'address'>,
): Promise<Response> => {
  const requestId = context.ids.mint('req');
  const response = await answer(context, entry, { request, params, address, requestId }).catch((failure) =>
    refuse(context, entry, failure, requestId),
  );
  context.requests.count(entry.path, response.status);
  for (const [name, value] of Object.entries(context.securityHeaders)) response.headers.set(name, value);
  response.headers.set('x-request-id', requestId);
  return response;
};

const answer = async (
  { baseUrl }: PageContext,
  entry: EntryPage,
  asked: Pick<EntryRequest, 'request' | 'params' | 'address' | 'requestId'>,
): Promise<Response> => {
  const { request } = asked;
  assertOwnHost(request, baseUrl);
  if (entry.method === 'POST') assertOwnSite(request, baseUrl);
  const url = new URL(request.url);
  const form = entry.method === 'POST' ? await readFormData(request, maxEntryFormBytes) : emptyForm();
  return entry.handle({ ...asked, url, query: Object.fromEntries(url.searchParams), form });
};

/** Nobody has signed in yet: no reason to read more than a few fields. */
const maxEntryFormBytes = 32 * 1024;

const refuse = async (
  context: PageContext,
  { path }: EntryPage,
  failure: unknown,
  requestId: string,
): Promise<Response> => {
  logSurprise(context.log, failure, requestId, path);
  const response = await bareRefusal(context, failure, requestId);
  if (failure instanceof DomainError && failure.retryAfterSeconds !== undefined) {
    response.headers.set('retry-after', String(failure.retryAfterSeconds));
  }
  return response;
};
