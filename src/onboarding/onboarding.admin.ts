import { goTo, type PageRoute } from '../http/pages/page-route.ts';

export const onboardingPages = (): PageRoute[] => [dismissal, restoration];

const dismissal: PageRoute = {
  method: 'POST',
  path: '/admin/onboarding/dismissal',
  scope: 'write',
  handle: async ({ api }) => {
    await api.post('/api/v1/onboarding/dismissal', { body: {} });
    return goTo('/admin', {
      text: 'The steps are gone from the overview, for everybody.',
      undo: { action: '/admin/onboarding/restoration', label: 'Show them again' },
    });
  },
};

const restoration: PageRoute = {
  method: 'POST',
  path: '/admin/onboarding/restoration',
  scope: 'write',
  handle: async ({ api }) => {
    await api.delete('/api/v1/onboarding/dismissal');
    return goTo('/admin', 'The steps are back.');
  },
};
