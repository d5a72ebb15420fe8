import { goTo, type PageRoute } from './page-route.ts';

/**
 * A form that comes back stands at the address that it was sent to: refreshed, bookmarked or gone back to, that leads
 * to the page above it.
 *
 * @returns one for each address that takes forms and shows nothing by itself
 */
export const waysBack = (pages: readonly PageRoute[]): PageRoute[] => {
  const shown = new Set(pages.flatMap(({ method, path }) => (method === 'GET' ? [path] : [])));
  const silent = new Set(pages.map(({ path }) => path).filter((path) => !shown.has(path)));
  return [...silent].map((path) => wayBack(path, pageAbove(path, shown)));
};

const pageAbove = (path: string, shown: ReadonlySet<string>): string => {
  const above = path.slice(0, path.lastIndexOf('/'));
  if (above === '') throw new Error('no page stands above those that take forms');
  return shown.has(above) ? above : pageAbove(above, shown);
};

const wayBack = (path: string, above: string): PageRoute => ({
  method: 'GET',
  path,
  scope: 'read',
  handle: ({ params }) =>
    goTo(above.replace(/:(\w+)/g, (_all, name) => encodeURIComponent(params[name] ?? ''))),
});
