import type { Deed } from '../core/deed.ts';
import type { Route } from './route.ts';

/**
 * What the audit log says of a request: nothing of one that only asks, nor of tracking, whose conversions are their
 * own record. By the route, so that none can be forgotten.
 */
export const deedOf = (
  { method, path, changesNothing }: Pick<Route, 'method' | 'path' | 'changesNothing'>,
  params: Readonly<Record<string, string>>,
  asked: unknown,
): Deed | undefined => {
  if (method === 'GET' || changesNothing || !path.startsWith(prefix)) return undefined;
  return { action: actionOf(method, path), subjectId: params.id ?? '', asked, isStored: false };
};

/** What a form changes without the API: what people set of themselves. `account.password` of `/admin/account/password`. */
export const deedOfPage = (path: string, viewerId: string): Deed => ({
  action: namesIn(path.split('/').slice(2)).join('.'),
  subjectId: viewerId,
  asked: null,
  isStored: false,
});

const prefix = '/api/v1/';

/** `program.changed` of `PATCH /api/v1/programs/:id`, `commission.approval` of `POST /api/v1/commissions/:id/approval`. */
const actionOf = (method: string, path: string): string => {
  const parts = path.slice(prefix.length).split('/');
  const [noun = '', ...rest] = namesIn(parts);
  const isAct = parts.length > 1 && !parts.at(-1)?.startsWith(':') && method === 'POST';
  return [singular(noun), ...rest, ...(isAct ? [] : [verbs[method] ?? method])].join('.');
};

const namesIn = (parts: readonly string[]): string[] =>
  parts.filter((part) => !part.startsWith(':')).map((part) => part.replaceAll('-', '_'));

const verbs: Readonly<Record<string, string>> = { POST: 'created', PATCH: 'changed', DELETE: 'deleted' };

const singular = (noun: string): string => {
  if (noun === 'settings' || noun === 'integrity') return noun;
  if (noun.endsWith('ies')) return `${noun.slice(0, -3)}y`;
  return noun.endsWith('ches') ? noun.slice(0, -2) : noun.replace(/s$/, '');
};
