import { DomainError } from '../../core/errors.ts';
import { toProblem } from '../problem.ts';
import { page } from '../render.ts';
import type { PageContext } from './page-context.ts';
import type {
  FileAnswer,
  FramedPage,
  PageAnswer,
  PageRequest,
  Redirection,
  RenewedSession,
} from './page-route.ts';

export const respond = async (
  context: PageContext,
  asked: PageRequest,
  answer: PageAnswer,
): Promise<Response> => {
  switch (answer.kind) {
    case 'page':
      return framed(context, asked, answer);
    case 'redirect':
      return redirect(context, asked, answer);
    case 'file':
      return download(answer);
  }
};

/** Whoever is not signed in goes there first, and comes back to a page that can be read again. */
export const toLogin = (method: string, url: URL): Response => {
  const next = method === 'GET' ? `?next=${encodeURIComponent(url.pathname + url.search)}` : '';
  return seeOther(`/login${next}`);
};

/** A refusal within the frame. */
export const refusedPage = (context: PageContext, failure: unknown, requestId: string): FramedPage => {
  const { status, detail } = toProblem(failure, requestId);
  const { title, view } = context.refusal({ status, detail: foreseen(failure, detail), requestId });
  return { kind: 'page', title, view, status };
};

/** A refusal for whom no frame can be drawn. */
export const bareRefusal = (context: PageContext, failure: unknown, requestId: string): Promise<Response> => {
  const { status, detail } = toProblem(failure, requestId);
  return page(context.bareRefusal({ status, detail: foreseen(failure, detail), requestId }), { status });
};

const foreseen = (failure: unknown, detail: string): string | undefined =>
  failure instanceof DomainError ? detail : undefined;

const framed = async (context: PageContext, asked: PageRequest, answer: FramedPage): Promise<Response> => {
  const flash = isPartWanted(asked.request) ? undefined : context.flashes.take(asked.viewer.sessionId);
  const response = await page(await context.frame({ ...asked, page: answer, flash }), {
    status: answer.status ?? 200,
  });
  if (asked.program && asked.query.program_id === asked.program.id) {
    response.headers.append('set-cookie', context.programCookie.write(asked.program.id));
  }
  return withRenewed(response, answer.renewed);
};

/** A live part that asks for itself again shows no more than itself: what was to be said would be lost. */
const isPartWanted = ({ headers }: Request): boolean =>
  headers.has('hx-request') && !headers.has('hx-boosted') && !headers.has('hx-history-restore-request');

const redirect = (
  context: PageContext,
  { viewer }: PageRequest,
  { to, flash, renewed }: Redirection,
): Response => {
  if (flash) context.flashes.put(renewed?.id ?? viewer.sessionId, flash);
  return withRenewed(seeOther(to), renewed);
};

const withRenewed = (response: Response, renewed: RenewedSession | undefined): Response => {
  if (renewed) response.headers.append('set-cookie', renewed.cookie);
  return response;
};

/** The next page is asked for with GET, whatever the form was sent with. */
export const seeOther = (to: string, cookies: readonly string[] = []): Response => {
  const headers = new Headers({ location: to, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
};

const download = ({ name, type, body }: FileAnswer): Response =>
  new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`,
      'cache-control': 'no-store',
    },
  });
