import type { Method, Route } from '../http/route.ts';

/**
 * The name of an operation in generated clients, from its method and path: `listCommissionRules`,
 * `getCommissionRule`, `createPartnerApproval`, `trackPurchase`.
 */
export const operationIdOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => {
  const parts = path
    .replace(/^\/api\/v1\//, '')
    .split('/')
    .filter(Boolean);
  const last = parts.at(-1) ?? '';
  if (path.startsWith('/track/')) return `track${pascal(last)}`;
  const nouns = parts.filter((part) => !part.startsWith(':'));
  // Settings of something are one thing, whatever their name.
  const isList =
    method === 'GET' && !last.startsWith(':') && /(?<!ic)s$/.test(last) && nouns[0] !== 'settings';
  // An action on many at once stands beside the same action on one.
  const isOnMany = method === 'POST' && nouns.length > 1 && parts.length === nouns.length;
  const keepsLast = isList || isOnMany;
  const names = nouns.map((noun, index) => (keepsLast && index === nouns.length - 1 ? noun : singular(noun)));
  return `${isList ? 'list' : verbs[method]}${names.map(pascal).join('')}`;
};

const verbs: Readonly<Record<Method, string>> = {
  GET: 'get',
  POST: 'create',
  PATCH: 'update',
  DELETE: 'delete',
};

const singular = (noun: string): string =>
  noun
    .replace(/ies$/, 'y')
    .replace(/(?<=ch|sh|x)es$/, '')
    .replace(/(?<!s|ic)s$/, '');

const pascal = (text: string): string =>
  text
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
