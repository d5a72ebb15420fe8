import { scopeFields } from '../../../views/webhooks/endpoint-fields.ts';
import { NewEndpointPage } from '../../../views/webhooks/endpoint-form.tsx';
import { EndpointMadePage } from '../../../views/webhooks/endpoint-secret.tsx';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { writtenValues } from '../../http/forms/fill-form.ts';
import { attempt } from '../../http/pages/attempt.ts';
import { type PageRoute, showPage } from '../../http/pages/page-route.ts';
import { everyField, readChoices, readEndpointForm, toFormRefusal } from './endpoint-form.admin.ts';
import { readFormat } from './page-format.admin.ts';

export const endpointCreationPages = (): PageRoute[] => [newPage, creation];

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/new',
  scope: 'write',
  handle: async (page) => {
    const choices = await readChoices(page);
    return showPage('New endpoint', NewEndpointPage({ choices, formKey: page.formKey }));
  },
};

/** Answers with the page itself: the secret is in no place that it could be read from again. */
const creation: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/new',
  scope: 'write',
  handle: async (page) => {
    const choices = await readChoices(page);
    const fields = [...everyField(choices), ...scopeFields(page.programs)];
    return attempt(
      async () => {
        const { secret, ...endpoint } = await page.api.post<Endpoint & { secret: string }>(
          '/api/v1/webhook-endpoints',
          { body: readEndpointForm(fields, page.form), idempotencyKey: page.formKey },
        );
        const format = await readFormat(page, endpoint.format);
        return showPage(`${endpoint.name} is ready`, EndpointMadePage({ endpoint, secret, format }));
      },
      (refused) => {
        const values = writtenValues(fields, page.form);
        const refusal = toFormRefusal(refused);
        return showPage(
          'New endpoint',
          NewEndpointPage({ choices, formKey: page.formKey, values, refusal }),
          refusal.status,
        );
      },
    );
  },
};
