import { toMarkup, type View } from '../jsx/markup.ts';

export interface RenderOptions {
  /** 200 unless said otherwise. */
  readonly status?: number;
  /** Added to the usual ones; the same name replaces. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole document. Never stored by browsers or proxies: after signing out, going back shows nothing. */
export const page = async (view: View, options: RenderOptions = {}): Promise<Response> =>
  respond(await documentOf(view), usual, options);

/** A whole document as text, for pages that are written once. */
export const documentOf = async (view: View): Promise<string> => `<!doctype html>${await toMarkup(view)}`;

/** A part of a page that htmx asked for. Caches keep it apart from the page under the same URL. */
export const fragment = async (view: View, options: RenderOptions = {}): Promise<Response> =>
  respond(await toMarkup(view), { ...usual, vary: 'HX-Request' }, options);

const usual = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

const respond = (markup: string, standard: Record<string, string>, options: RenderOptions): Response => {
  const headers = new Headers(standard);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  return new Response(markup, { status: options.status ?? 200, headers });
};
