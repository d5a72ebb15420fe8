import type { Db } from '../database/work.ts';
import type { AuditEntry } from './audit-entry.ts';

/** What those who acted are called now, by their id. */
export const namesOfActors = async (
  db: Db,
  entries: readonly Pick<AuditEntry, 'actor'>[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = (kind: string) => [
    ...new Set(entries.flatMap(({ actor }) => (actor.kind === kind ? [actor.id] : []))),
  ];
  const admins = await db
    .selectFrom('admins')
    .select(['id', 'name'])
    .where('id', 'in', ids('admin') as `adm_${string}`[])
    .execute();
  const keys = await db
    .selectFrom('api_keys')
    .select(['id', 'name'])
    .where('id', 'in', ids('api_key') as `key_${string}`[])
    .execute();
  return new Map([...admins, ...keys].map(({ id, name }) => [id, name]));
};
