import type { Field } from '../http/forms/field.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import type { PageRequest } from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';
import type { ScopeChoices } from './scope-names.admin.ts';

/** What a rule pays and for how long: may be changed later. */
export const termFields = (currency: string): readonly Field[] => [
  {
    name: 'kind',
    label: 'What it pays',
    kind: 'choice',
    required: true,
    options: [
      { value: 'percent', label: 'A share of the sale' },
      { value: 'flat', label: 'The same amount each time' },
    ],
  },
  { name: 'basis_points', label: 'Share', kind: 'percent', help: 'Of the base: without tax and shipping.' },
  { name: 'amount', label: 'Amount each time', kind: 'money', currency },
  {
    name: 'max_months',
    label: 'Months',
    kind: 'number',
    empty: 'null',
    help: 'From the first purchase of a customer; for ever when left empty.',
  },
  {
    name: 'max_count',
    label: 'Times per customer',
    kind: 'number',
    empty: 'null',
    help: 'Every time when left empty.',
  },
  {
    name: 'cap',
    label: 'At most, each time',
    kind: 'money',
    currency,
    empty: 'null',
  },
  {
    name: 'priority',
    label: 'Priority',
    kind: 'number',
    help: 'Between rules of the same scope the higher one pays; 0 when left empty.',
  },
];

/** Whom and what a new rule is for: stays as it is. */
export const scopeFields = ({ groups, tiers }: ScopeChoices): readonly Field[] => [
  {
    name: 'on',
    label: 'Pays for',
    kind: 'text',
    placeholder: 'purchase',
    help: 'purchase, signup or your own word for a conversion.',
  },
  {
    name: 'partner',
    label: 'For one partner',
    kind: 'text',
    help: 'Name, code, email address or id. Leave partner, group and tier empty for all partners.',
  },
  ...(groups.length === 0
    ? []
    : [{ name: 'scope.group_id', label: 'For a group', kind: 'choice', options: groups } as const]),
  ...(tiers.length === 0
    ? []
    : [{ name: 'scope.tier_id', label: 'For a tier', kind: 'choice', options: tiers } as const]),
  {
    name: 'scope.product_id',
    label: 'For one product',
    kind: 'text',
    help: 'Your id of it, as purchases name it in their items.',
  },
];

/** Of the share and the amount, the one that is not asked for is left out. */
export const readTerms = (fields: readonly Field[], { form }: Pick<PageRequest, 'form'>) => {
  const { basis_points, amount, ...rest } = readForm(fields, form);
  return { ...rest, ...(rest.kind === 'flat' ? { amount } : { basis_points }) };
};

/** @throws DomainError `invalid_request` */
export const readNewRule = async (
  { form, api, program }: Pick<PageRequest, 'form' | 'api' | 'program'>,
  fields: readonly Field[],
) => {
  const { partner: _typed, scope = {}, ...terms } = readTerms(fields, { form }) as Record<string, unknown>;
  const typed = written(form, 'partner');
  const partner =
    typed === '' ? undefined : await getTypedPartner(api, program?.id, { field: 'partner', typed });
  return {
    ...terms,
    program_id: program?.id,
    scope: { ...(scope as object), ...(partner && { partner_id: partner.id }) },
  };
};
