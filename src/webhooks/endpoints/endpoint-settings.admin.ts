import { EndpointSettingsPage } from '../../../views/webhooks/endpoint-form.tsx';
import { writtenValues } from '../../http/forms/fill-form.ts';
import { versionIn } from '../../http/forms/sent-version.ts';
import { attempt } from '../../http/pages/attempt.ts';
import { goTo, type PageRoute, showPage } from '../../http/pages/page-route.ts';
import {
  endpointValues,
  everyField,
  readChoices,
  readEndpointForm,
  toFormRefusal,
} from './endpoint-form.admin.ts';
import { readEndpoint } from './page-endpoint.admin.ts';

const path = '/admin/webhooks/:id/settings';

export const endpointSettingsPages = (): PageRoute[] => [form, change];

const form: PageRoute = {
  method: 'GET',
  path,
  scope: 'write',
  handle: async (page) => {
    const { value: endpoint, rowVersion } = await readEndpoint(page);
    const choices = await readChoices(page);
    const values = endpointValues(everyField(choices, endpoint), endpoint);
    return showPage(
      `Settings of ${endpoint.name}`,
      EndpointSettingsPage({ choices, values, endpoint, rowVersion }),
    );
  },
};

const change: PageRoute = {
  method: 'POST',
  path,
  scope: 'write',
  handle: async (page) => {
    const { value: endpoint } = await readEndpoint(page);
    const choices = await readChoices(page);
    const fields = everyField(choices, endpoint);
    const rowVersion = versionIn(page.form);
    return attempt(
      async () => {
        const body = readEndpointForm(fields, page.form, endpoint);
        await page.api.patch('/api/v1/webhook-endpoints/:id', { params: page.params, body, rowVersion });
        return goTo(`/admin/webhooks/${endpoint.id}`, 'Saved. The next request goes out like this.');
      },
      (refused) => {
        const values = writtenValues(fields, page.form);
        const refusal = toFormRefusal(refused);
        const view = EndpointSettingsPage({ choices, values, refusal, endpoint, rowVersion });
        return showPage(`Settings of ${endpoint.name}`, view, refusal.status);
      },
    );
  },
};
