import type { PageRequest } from './page-route.ts';

/** What every list of the API takes besides its filters. */
const placeInList = ['cursor', 'limit'] as const;

/**
 * What a page asks a list of the API for: the filters it knows, the place in the list, the chosen program.
 * What else stands in the address is none of the list's business.
 *
 * @param filters names that the route and the page share
 */
export const listQuery = (
  { query, program }: Pick<PageRequest, 'query' | 'program'>,
  filters: readonly string[] = [],
): Readonly<Record<string, string | undefined>> => ({
  program_id: program?.id,
  ...pick(query, [...filters, ...placeInList]),
});

/** The parameters of an address that have one of these names. */
export const pick = (
  query: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => (query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]])),
  );
