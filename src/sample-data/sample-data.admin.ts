import type { z } from 'zod';
import { goTo, type PageRoute } from '../http/pages/page-route.ts';
import type { SampleDataView } from './sample-data.view.ts';

export const sampleDataPages = (): PageRoute[] => [making, removal];

const making: PageRoute = {
  method: 'POST',
  path: '/admin/sample-data',
  scope: 'write',
  handle: async ({ api, programs }) => {
    const sample = await api.post<z.output<typeof SampleDataView>>('/api/v1/sample-data', { body: {} });
    if (sample.program_id !== null) return goTo(`/admin?program_id=${sample.program_id}`);
    const where = programs.length === 0 ? '' : ' Then choose it at the top.';
    return goTo('/admin', `The sample shop is being made; it takes some seconds.${where}`);
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
