import { type GroupFacts, groupHref, groupsPath } from '../../views/groups/group.ts';
import { GroupFormPage, groupFields, RetirementPage } from '../../views/groups/group-form.tsx';
import { type FormValues, presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';

const newPath = `${groupsPath}/new`;
const editPath = `${groupsPath}/:id/edit`;
const retirementPath = `${groupsPath}/:id/retirement`;
const address = '/api/v1/groups/:id';

/** What thresholds of revenue are in. */
export const currencyOf = (
  { programs }: Pick<PageRequest, 'programs'>,
  { program_id }: Pick<GroupFacts, 'program_id'>,
): string => programs.find(({ id }) => id === program_id)?.currency ?? 'USD';

const above = { label: 'Groups and tiers', href: groupsPath };

const showNew = (values: FormValues, refusal?: FormRefusal) =>
  showPage(
    'New group',
    GroupFormPage({
      ...{ title: 'New group', above, action: newPath, fields: groupFields, values, refusal },
      submit: 'Make the group',
    }),
    refusal?.status,
  );

const creation: PageRoute = {
  method: 'POST',
  path: newPath,
  scope: 'write',
  handle: ({ api, form, program }) =>
    attempt(
      async () => {
        const body = { program_id: program?.id, ...readForm(groupFields, form) };
        const { id, name } = await api.post<GroupFacts>('/api/v1/groups', { body });
        return goTo(groupHref(id), `${name} is made. Tiers and rules come next.`);
      },
      (refusal) => showNew(writtenValues(groupFields, form), refusal),
    ),
};

const showEdit = async ({ api, params, form }: PageRequest, refusal?: FormRefusal) => {
  const { value: group, rowVersion } = await api.read<GroupFacts>(address, { params });
  const title = `Edit ${group.name}`;
  return showPage(
    title,
    GroupFormPage({
      ...{ title, fields: groupFields, refusal },
      above: { label: group.name, href: groupHref(group.id) },
      answer:
        'Where tiers are climbed otherwise, who has reached a higher one rises at once; nobody falls before the end of the period.',
      action: groupHref(group.id, 'edit'),
      submit: 'Save the group',
      values: refusal ? writtenValues(groupFields, form) : presentValues(groupFields, group),
      rowVersion: written(form, 'row_version') || rowVersion,
    }),
    refusal?.status,
  );
};

const change: PageRoute = {
  method: 'POST',
  path: editPath,
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { api, params, form } = page;
        const rowVersion = Number(written(form, 'row_version'));
        await api.patch(address, { params, body: readForm(groupFields, form), rowVersion });
        return goTo(groupHref(params.id ?? ''), 'The group is saved.');
      },
      (refusal) => showEdit(page, refusal),
    ),
};

const showRetirement = async ({ api, params, form }: PageRequest, refusal?: FormRefusal) => {
  const { value: group, rowVersion } = await api.read<GroupFacts>(address, { params });
  const title = `Retire ${group.name}`;
  return showPage(
    title,
    RetirementPage({
      ...{ title, submit: title, refusal },
      above: { label: group.name, href: groupHref(group.id) },
      action: groupHref(group.id, 'retirement'),
      rowVersion: written(form, 'row_version') || rowVersion,
      consequences: [
        'Nobody can join it any more, and it does not come back. Its tiers are retired with it.',
        'It is refused while partners are in it or rules pay by it or by one of its tiers.',
        'What was earned by it stays as it is.',
      ],
    }),
    refusal?.status,
  );
};

const retirement: PageRoute = {
  method: 'POST',
  path: retirementPath,
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { api, params, form } = page;
        const { name } = await api.get<GroupFacts>(address, { params });
        await api.delete(address, { params, rowVersion: Number(written(form, 'row_version')) });
        return goTo(groupsPath, `${name} is retired.`);
      },
      (refusal) => showRetirement(page, refusal),
    ),
};

export const groupFormPages = (): PageRoute[] => [
  {
    method: 'GET',
    path: newPath,
    scope: 'write',
    handle: () => showNew({ tier_metric: 'revenue', tier_window: 'month' }),
  },
  creation,
  { method: 'GET', path: editPath, scope: 'write', handle: (page) => showEdit(page) },
  change,
  { method: 'GET', path: retirementPath, scope: 'write', handle: (page) => showRetirement(page) },
  retirement,
];
