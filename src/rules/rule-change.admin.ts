import { RuleFormPage } from '../../views/rules/rule-form.tsx';
import type { Rule } from '../../views/rules/rule-words.ts';
import type { Field } from '../http/forms/field.ts';
import { type FormValues, presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  currencyOf,
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { readNewRule, readTerms, scopeFields, termFields } from './rule-form.admin.ts';
import { readScopeChoices } from './scope-names.admin.ts';

/** A new rule, and the next version of one. */
export const ruleChangePages = (): PageRoute[] => [newPage, creation, changePage, change];

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/rules/new',
  scope: 'write',
  handle: async (page) => {
    const { partner = '', group_id: group = '', tier_id: tier = '' } = page.query;
    const values = { kind: 'percent', partner, 'scope.group_id': group, 'scope.tier_id': tier };
    return showNew(await fieldsOfNew(page), values);
  },
};

const creation: PageRoute = {
  method: 'POST',
  path: '/admin/rules/new',
  scope: 'write',
  handle: async (page) => {
    const fields = await fieldsOfNew(page);
    return attempt(
      async () => {
        const body = await readNewRule(page, fields);
        const rule = await page.api.post<Rule>('/api/v1/commission-rules', { body });
        return goTo(`/admin/rules/${rule.id}`, 'The rule is in force for sales from now on.');
      },
      (refusal) => showNew(fields, writtenValues(fields, page.form), refusal),
    );
  },
};

const fieldsOfNew = async (page: PageRequest): Promise<readonly Field[]> => [
  ...termFields(currencyOf(page)),
  ...scopeFields(await readScopeChoices(page.api, page.program?.id)),
];

const showNew = (fields: readonly Field[], values: FormValues, refusal?: FormRefusal): PageAnswer =>
  showPage('New rule', RuleFormPage({ fields, values, refusal }), refusal?.status ?? 200);

const changePage: PageRoute = {
  method: 'GET',
  path: '/admin/rules/:id/change',
  scope: 'write',
  handle: async (page) => {
    const { rule, fields } = await readRule(page);
    return showChange(rule, fields, presentValues(fields, rule));
  },
};

const change: PageRoute = {
  method: 'POST',
  path: '/admin/rules/:id/change',
  scope: 'write',
  handle: async (page) => {
    const { rule, fields } = await readRule(page);
    return attempt(
      async () => {
        const next = await page.api.patch<Rule>('/api/v1/commission-rules/:id', {
          params: page.params,
          body: readTerms(fields, page),
          rowVersion: Number(written(page.form, 'row_version')),
        });
        return goTo(`/admin/rules/${rule.id}`, `Version ${next.version} is in force for sales from now on.`);
      },
      (refusal) => showChange(rule, fields, writtenValues(fields, page.form), refusal),
    );
  },
};

const readRule = async ({ api, params, programs }: PageRequest) => {
  const rule = await api.get<Rule>('/api/v1/commission-rules/:id', { params });
  const program = programs.find(({ id }) => id === rule.program_id);
  return { rule, fields: termFields(currencyOf({ program })) };
};

const showChange = (
  rule: Rule,
  fields: readonly Field[],
  values: FormValues,
  refusal?: FormRefusal,
): PageAnswer =>
  showPage('Change a rule', RuleFormPage({ rule, fields, values, refusal }), refusal?.status ?? 200);
