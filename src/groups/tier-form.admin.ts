import {
  type GroupFacts,
  groupHref,
  groupsPath,
  type TierFacts,
  tierHref,
} from '../../views/groups/group.ts';
import { GroupFormPage, RetirementPage, tierFields } from '../../views/groups/group-form.tsx';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { currencyOf } from './group-form.admin.ts';

const newPath = `${groupsPath}/:id/tiers/new`;
const editPath = '/admin/tiers/:id/edit';
const retirementPath = '/admin/tiers/:id/retirement';
const address = '/api/v1/tiers/:id';

/** What is said of a ladder that changes. */
const answer = 'Who has reached it by now rises at once; nobody falls before the end of the period.';

const readGroup = async (page: PageRequest, id: string) => {
  const group = await page.api.get<GroupFacts>('/api/v1/groups/:id', { params: { id } });
  return { group, fields: tierFields(group, currencyOf(page, group)) };
};

const readTier = async (page: PageRequest) => {
  const { value: tier, rowVersion } = await page.api.read<TierFacts>(address, { params: page.params });
  return { tier, rowVersion, ...(await readGroup(page, tier.group_id)) };
};

const showNew = async (page: PageRequest, refusal?: FormRefusal) => {
  const { group, fields } = await readGroup(page, page.params.id ?? '');
  const title = `New tier of ${group.name}`;
  return showPage(
    title,
    GroupFormPage({
      ...{ title, answer, fields, refusal },
      above: { label: group.name, href: groupHref(group.id) },
      action: groupHref(group.id, 'tiers/new'),
      submit: 'Add the tier',
      values: writtenValues(fields, page.form),
    }),
    refusal?.status,
  );
};

const creation: PageRoute = {
  method: 'POST',
  path: newPath,
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { group, fields } = await readGroup(page, page.params.id ?? '');
        const body = { group_id: group.id, ...readForm(fields, page.form) };
        const { name } = await page.api.post<TierFacts>('/api/v1/tiers', { body });
        return goTo(groupHref(group.id), `${name} is a tier now. Give it a rule to pay by.`);
      },
      (refusal) => showNew(page, refusal),
    ),
};

const showEdit = async (page: PageRequest, refusal?: FormRefusal) => {
  const { tier, group, fields, rowVersion } = await readTier(page);
  const title = `Edit ${tier.name}`;
  return showPage(
    title,
    GroupFormPage({
      ...{ title, answer, fields, refusal },
      above: { label: group.name, href: groupHref(group.id) },
      action: tierHref(tier.id, 'edit'),
      submit: 'Save the tier',
      values: refusal ? writtenValues(fields, page.form) : presentValues(fields, tier),
      rowVersion: written(page.form, 'row_version') || rowVersion,
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
        const { tier, fields } = await readTier(page);
        const rowVersion = Number(written(page.form, 'row_version'));
        const { api, params } = page;
        await api.patch(address, { params, body: readForm(fields, page.form), rowVersion });
        return goTo(groupHref(tier.group_id), 'The tier is saved.');
      },
      (refusal) => showEdit(page, refusal),
    ),
};

const showRetirement = async (page: PageRequest, refusal?: FormRefusal) => {
  const { tier, group, rowVersion } = await readTier(page);
  const title = `Retire ${tier.name}`;
  return showPage(
    title,
    RetirementPage({
      ...{ title, submit: title, refusal },
      above: { label: group.name, href: groupHref(group.id) },
      action: tierHref(tier.id, 'retirement'),
      rowVersion: written(page.form, 'row_version') || rowVersion,
      consequences: [
        'Nobody can reach it any more, and it does not come back.',
        'It is refused while partners are in it or rules pay by it.',
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
        const { tier } = await readTier(page);
        const rowVersion = Number(written(page.form, 'row_version'));
        await page.api.delete(address, { params: page.params, rowVersion });
        return goTo(groupHref(tier.group_id), `${tier.name} is retired.`);
      },
      (refusal) => showRetirement(page, refusal),
    ),
};

export const tierFormPages = (): PageRoute[] => [
  { method: 'GET', path: newPath, scope: 'write', handle: (page) => showNew(page) },
  creation,
  { method: 'GET', path: editPath, scope: 'write', handle: (page) => showEdit(page) },
  change,
  { method: 'GET', path: retirementPath, scope: 'write', handle: (page) => showRetirement(page) },
  retirement,
];
