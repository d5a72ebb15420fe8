import { goTo, type PageRoute } from '../http/pages/page-route.ts';

export const sampleDataPages = (): PageRoute[] => [making, removal];

const making: PageRoute = {
  method: 'POST',
  path: '/admin/sample-data',
  scope: 'write',
  handle: async ({ api }) => {
    await api.post('/api/v1/sample-data', { body: {} });
    return goTo('/admin', 'The sample shop is being made; it takes some seconds.');
  },
};

const removal: PageRoute = {
  method: 'POST',
  path: '/admin/sample-data/removal',
  scope: 'write',
  handle: async ({ api }) => {
    await api.delete('/api/v1/sample-data');
    return goTo('/admin', 'The sample shop is archived: nobody sees it any more.');
  },
};
