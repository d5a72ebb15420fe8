import { RuleDetailPage } from '../../views/rules/rule-detail.tsx';
import type { Rule } from '../../views/rules/rule-words.ts';
import { written } from '../http/forms/sent-form.ts';
import type { OwnApi } from '../http/own-api.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { readScopeNames } from './scope-names.admin.ts';

/** A rule with its versions, and its end. */
export const ruleDetailPages = (): PageRoute[] => [detailPage, retirement];

const detailPage: PageRoute = {
  method: 'GET',
  path: '/admin/rules/:id',
  scope: 'read',
  handle: async (page) => {
    const { api, params, viewer } = page;
    const rule = await api.get<Rule>('/api/v1/commission-rules/:id', { params });
    const view = RuleDetailPage({
      rule,
      versions: await readVersions(api, rule),
      names: await readScopeNames(api, rule.program_id, [rule]),
      currency: currencyOf(page, rule),
      mayChange: allows(viewer.caller.scopes, 'write'),
    });
    return showPage('Rule', view);
  },
};

const retirement: PageRoute = {
  method: 'POST',
  path: '/admin/rules/:id/retirement',
  scope: 'write',
  handle: async ({ api, params, form }) => {
    const version = written(form, 'row_version');
    await api.delete('/api/v1/commission-rules/:id', {
      params,
      rowVersion: version === '' ? undefined : Number(version),
    });
    return goTo(`/admin/rules/${params.id}`, 'The rule is retired. What it earned stays.');
  },
};

/** Older ones are left out: nobody reads more. */
const maxVersions = 20;

const readVersions = async (api: OwnApi, { id, version }: Rule): Promise<Rule[]> => {
  const versions: Rule[] = [];
  for (let number = version; number >= 1 && versions.length < maxVersions; number -= 1) {
    const input = { params: { id }, query: { version: number } };
    versions.push(await api.get<Rule>('/api/v1/commission-rules/:id', input));
  }
  return versions;
};

const currencyOf = ({ programs }: PageRequest, { program_id: programId }: Rule): string =>
  programs.find(({ id }) => id === programId)?.currency ?? 'USD';
