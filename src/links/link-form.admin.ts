import { type LinkFacts, linkHref, linksPath } from '../../views/links/link.ts';
import {
  EditLinkPage,
  linkFields,
  NewLinkPage,
  newLinkFields,
  subIdFields,
} from '../../views/links/link-form.tsx';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';

export const linkFormPages = (): PageRoute[] => [newPage, creation, editPage, change];

const newPath = `${linksPath}/new`;
const editPath = `${linksPath}/:id/edit`;
const address = '/api/v1/links/:id';

const newFields = [...newLinkFields, ...subIdFields];
const editFields = [...linkFields, ...subIdFields];

const newPage: PageRoute = {
  method: 'GET',
  path: newPath,
  scope: 'write',
  handle: ({ query }) => showPage('New link', NewLinkPage({ values: { partner_id: query.partner ?? '' } })),
};

const creation: PageRoute = {
  method: 'POST',
  path: newPath,
  scope: 'write',
  handle: ({ api, form, program }) =>
    attempt(
      async () => {
        const typed = written(form, 'partner_id');
        const partner = await getTypedPartner(api, program?.id, { field: 'partner_id', typed });
        const body = { ...readForm(newFields, form), partner_id: partner.id };
        const link = await api.post<LinkFacts>('/api/v1/links', { body });
        return goTo(linkHref(link.id), `${partner.name} can share ${link.url} now.`);
      },
      (refusal) =>
        showPage(
          'New link',
          NewLinkPage({ values: writtenValues(newFields, form), refusal }),
          refusal.status,
        ),
    ),
};

const editPage: PageRoute = {
  method: 'GET',
  path: editPath,
  scope: 'write',
  handle: async ({ api, params }) => {
    const { value: link, rowVersion } = await api.read<LinkFacts>(address, { params });
    const values = presentValues(editFields, link);
    return showPage(`Edit ${link.slug}`, EditLinkPage({ link, rowVersion, values }));
  },
};

const change: PageRoute = {
  method: 'POST',
  path: editPath,
  scope: 'write',
  handle: async ({ api, params, form }) => {
    const link = await api.get<LinkFacts>(address, { params });
    const rowVersion = written(form, 'row_version');
    return attempt(
      async () => {
        const body = readForm(editFields, form);
        await api.patch(address, { params, body, rowVersion: Number(rowVersion) });
        return goTo(linkHref(link.id), 'The link is saved.');
      },
      (refusal) =>
        showPage(
          `Edit ${link.slug}`,
          EditLinkPage({ link, rowVersion, values: writtenValues(editFields, form), refusal }),
          refusal.status,
        ),
    );
  },
};
