import { type TestResult, TestSendPage, testFields } from '../../../views/webhooks/test-send.tsx';
import { writtenValues } from '../../http/forms/fill-form.ts';
import { readForm } from '../../http/forms/read-form.ts';
import { attempt } from '../../http/pages/attempt.ts';
import { type PageRequest, type PageRoute, showPage } from '../../http/pages/page-route.ts';
import { readEndpoint } from '../endpoints/page-endpoint.admin.ts';
import { defaultTestType } from './test-event.ts';

const path = '/admin/webhooks/:id/test';

export const testSendPages = (): PageRoute[] => [form, send];

const form: PageRoute = {
  method: 'GET',
  path,
  scope: 'write',
  handle: async (page) => {
    const { value: endpoint } = await readEndpoint(page);
    const values = { event_type: defaultTestType(endpoint.event_types) };
    return showPage('Send a test', TestSendPage({ endpoint, types: await typesOf(page), values }));
  },
};

/** Answers with the page itself: what came back, with the hint, is shown this once. */
const send: PageRoute = {
  method: 'POST',
  path,
  scope: 'write',
  handle: async (page) => {
    const { value: endpoint } = await readEndpoint(page);
    const types = await typesOf(page);
    const fields = testFields(types);
    const values = writtenValues(fields, page.form);
    return attempt(
      async () => {
        const result = await page.api.post<TestResult>('/api/v1/webhook-endpoints/:id/test', {
          params: page.params,
          body: readForm(fields, page.form),
        });
        // The answer may have verified the endpoint.
        const { value: now } = await readEndpoint(page);
        return showPage('Send a test', TestSendPage({ endpoint: now, types, values, result }));
      },
      (refusal) =>
        showPage('Send a test', TestSendPage({ endpoint, types, values, refusal }), refusal.status),
    );
  },
};

const typesOf = async ({ api }: PageRequest): Promise<{ name: string }[]> =>
  (await api.get<{ data: { name: string }[] }>('/api/v1/event-types')).data;
