import type { z } from 'zod';
import type { Rule, ScopeNames } from '../../views/rules/rule-words.ts';
import type { GroupView, TierView } from '../groups/group.view.ts';
import type { Option } from '../http/forms/field.ts';
import type { OwnApi } from '../http/own-api.ts';

export interface ScopeChoices {
  readonly groups: readonly Option[];
  readonly tiers: readonly Option[];
}

type Group = z.output<typeof GroupView>;
type Tier = z.output<typeof TierView>;

const most = 200;

const readGroups = async (api: OwnApi, programId: string | undefined, archived: 'true' | 'false') => {
  const query = { program_id: programId, limit: most, archived };
  const { data: groups } = await api.get<{ data: Group[] }>('/api/v1/groups', { query });
  const { data: tiers } = await api.get<{ data: Tier[] }>('/api/v1/tiers', { query });
  return { groups, tiers };
};

/** What a new rule can be for. */
export const readScopeChoices = async (api: OwnApi, programId: string | undefined): Promise<ScopeChoices> => {
  const { groups, tiers } = await readGroups(api, programId, 'false');
  const nameOf = (id: string) => groups.find((group) => group.id === id)?.name ?? '';
  return {
    groups: groups.map(({ id, name }) => ({ value: id, label: name })),
    tiers: tiers.map(({ id, name, group_id }) => ({ value: id, label: `${nameOf(group_id)}: ${name}` })),
  };
};

/** What is called how, of all that these rules are for. */
export const readScopeNames = async (
  api: OwnApi,
  programId: string | undefined,
  rules: readonly Pick<Rule, 'scope'>[],
): Promise<ScopeNames> => {
  const names = new Map<string, string>();
  if (rules.some(({ scope }) => scope.group_id ?? scope.tier_id)) {
    for (const archived of ['false', 'true'] as const) {
      const { groups, tiers } = await readGroups(api, programId, archived);
      for (const { id, name } of [...groups, ...tiers]) names.set(id, name);
    }
  }
  for (const { scope } of rules) {
    const id = scope.partner_id;
    if (id === undefined || names.has(id)) continue;
    names.set(id, (await api.get<{ name: string }>('/api/v1/partners/:id', { params: { id } })).name);
  }
  return names;
};
