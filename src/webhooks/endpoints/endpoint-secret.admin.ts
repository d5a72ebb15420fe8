import {
  EndpointSecretPage,
  rotationFields,
  SecretRotatedPage,
} from '../../../views/webhooks/endpoint-secret.tsx';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { written } from '../../http/forms/sent-form.ts';
import { versionIn } from '../../http/forms/sent-version.ts';
import type { FormRefusal } from '../../http/pages/attempt.ts';
import { attempt } from '../../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../../http/pages/page-route.ts';
import { allows } from '../../http/scopes.ts';
import { readEndpoint } from './page-endpoint.admin.ts';
import { readFormat } from './page-format.admin.ts';

export const endpointSecretPages = (): PageRoute[] => [secretPage, rotation, cutOver];

const secretPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/secret',
  scope: 'read',
  handle: (page) => showSecret(page),
};

/** Answers with the page itself: the secret is in no place that it could be read from again. */
const rotation: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/secret',
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { secret, ...endpoint } = await page.api.post<Endpoint & { secret: string }>(
          '/api/v1/webhook-endpoints/:id/secret-rotation',
          { params: page.params, body: rotationBody(page), rowVersion: versionIn(page.form) },
        );
        const format = await readFormat(page, endpoint.format);
        return showPage('The new signing secret', SecretRotatedPage({ endpoint, secret, format }));
      },
      (refusal) => showSecret(page, refusal),
    ),
};

const rotationBody = ({ form }: Pick<PageRequest, 'form'>): { grace_seconds?: number } => {
  const text = written(form, rotationFields[0]?.name ?? '');
  return text === '' ? {} : { grace_seconds: Number(text) };
};

const cutOver: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/secret-cutover',
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const back = written(page.form, 'back') === 'true';
        const input = { params: page.params, body: { back }, rowVersion: versionIn(page.form) };
        await page.api.post('/api/v1/webhook-endpoints/:id/secret-cutover', input);
        const said = back
          ? 'Back to the previous secret where there is room for one signature.'
          : 'Every header is signed with the new secret now.';
        return goTo(`/admin/webhooks/${page.params.id}/secret`, said);
      },
      (refusal) => showSecret(page, refusal),
    ),
};

const showSecret = async (page: PageRequest, refusal?: FormRefusal): Promise<PageAnswer> => {
  const { value: endpoint, rowVersion } = await readEndpoint(page);
  const format = await readFormat(page, endpoint.format);
  const canWrite = allows(page.viewer.caller.scopes, 'write');
  const view = EndpointSecretPage({ endpoint, rowVersion, format, canWrite, ...(refusal && { refusal }) });
  return showPage(`Secret of ${endpoint.name}`, view, refusal?.status);
};
