import { type PartnerFacts, partnerHref, partnersPath } from '../../views/partners/partner.ts';
import {
  EditPartnerPage,
  NewPartnerPage,
  newPartnerFields,
  partnerFields,
} from '../../views/partners/partner-form.tsx';
import type { Field } from '../http/forms/field.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';

export const partnerFormPages = (): PageRoute[] => [newPage, creation, editPage, change];

const newPath = `${partnersPath}/new`;
const editPath = `${partnersPath}/:id/edit`;

/** Those that a partner of the program can be in. */
const readGroups = async ({ api }: PageRequest, programId: string | undefined) => {
  const query = { program_id: programId, limit: 200 };
  return (await api.get<{ data: { id: string; name: string }[] }>('/api/v1/groups', { query })).data;
};

const newPage: PageRoute = {
  method: 'GET',
  path: newPath,
  scope: 'write',
  handle: async (page) =>
    showPage('New partner', NewPartnerPage({ groups: await readGroups(page, page.program?.id) })),
};

const creation: PageRoute = {
  method: 'POST',
  path: newPath,
  scope: 'write',
  handle: async (page) => {
    const { api, form, program } = page;
    const groups = await readGroups(page, program?.id);
    const fields = newPartnerFields(groups);
    return attempt(
      async () => {
        const body = { program_id: program?.id, ...readPartner(fields, form) };
        const partner = await api.post<PartnerFacts>('/api/v1/partners', { body });
        return goTo(partnerHref(partner.id), `${partner.name} is in. A link or a promo code comes next.`);
      },
      (refusal) =>
        showPage(
          'New partner',
          NewPartnerPage({ groups, values: writtenValues(fields, form), refusal }),
          refusal.status,
        ),
    );
  },
};

/** Codes of countries are capitals; nobody need type them so. */
const readPartner = (fields: readonly Field[], form: SentForm): Record<string, unknown> => {
  const body = readForm(fields, form);
  return typeof body.country === 'string' ? { ...body, country: body.country.toUpperCase() } : body;
};

const editPage: PageRoute = {
  method: 'GET',
  path: editPath,
  scope: 'write',
  handle: async (page) => {
    const { value: partner, rowVersion } = await page.api.read<PartnerFacts>('/api/v1/partners/:id', {
      params: page.params,
    });
    const groups = await readGroups(page, partner.program_id);
    const values = presentValues(partnerFields(groups), partner);
    return showPage(`Edit ${partner.name}`, EditPartnerPage({ partner, groups, values, rowVersion }));
  },
};

const change: PageRoute = {
  method: 'POST',
  path: editPath,
  scope: 'write',
  handle: async (page) => {
    const { api, params, form } = page;
    const partner = await api.get<PartnerFacts>('/api/v1/partners/:id', { params });
    const groups = await readGroups(page, partner.program_id);
    const fields = partnerFields(groups);
    const rowVersion = written(form, 'row_version');
    return attempt(
      async () => {
        const body = readPartner(fields, form);
        await api.patch('/api/v1/partners/:id', { params, body, rowVersion: Number(rowVersion) });
        return goTo(partnerHref(partner.id), 'The partner is saved.');
      },
      (refusal) =>
        showPage(
          `Edit ${partner.name}`,
          EditPartnerPage({ partner, groups, values: writtenValues(fields, form), rowVersion, refusal }),
          refusal.status,
        ),
    );
  },
};
