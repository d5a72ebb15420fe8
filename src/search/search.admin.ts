import type { z } from 'zod';
import { hrefOf, SearchPage } from '../../views/search/results.tsx';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import type { SearchView } from './search.view.ts';

export const searchPages = (): PageRoute[] => [searchPage];

/** Longer than anything that has a name. */
const maxLength = 200;

const searchPage: PageRoute = {
  method: 'GET',
  path: '/admin/search',
  scope: 'read',
  handle: async ({ api, query }) => {
    const q = (query.q ?? '').trim().slice(0, maxLength);
    if (q === '') return showPage('Search', SearchPage({ q, results: undefined }));
    const results = await api.get<z.output<typeof SearchView>>('/api/v1/search', { query: { q } });
    const [named] = results.data;
    if (results.exact && named) return goTo(hrefOf(named));
    return showPage(`Search: ${q}`, SearchPage({ q, results }));
  },
};
