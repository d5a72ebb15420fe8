import { DomainError, type FieldError } from '../core/errors.ts';
import type { Db } from '../database/work.ts';
import type { Group, Tier } from './group.ts';
import { findUsers, type Users } from './usage.store.ts';

/** @throws DomainError `conflict` saying which partners are in a group or a tier, and which rules pay by it */
export const assertUnused = async (db: Db, used: Group | Tier): Promise<void> => {
  const users = await findUsers(db, used);
  const errors = (['partners', 'commission_rules'] as const).flatMap((path): FieldError[] => {
    const ids = users[path];
    return ids.length === 0 ? [] : [{ path, message: sentence(ids) }];
  });
  if (errors.length === 0) return;
  const noun = 'groupId' in used ? 'tier' : 'group';
  const said = errors.map(({ path, message }) => `${wordOf[path as keyof Users]} ${message}`).join('; ');
  throw new DomainError('conflict', `This ${noun} cannot be retired: ${said}.`, errors);
};

const wordOf = { partners: 'partners', commission_rules: 'commission rules' } as const;

/** Names a few: who has a thousand will look for them in the list. */
const shown = 5;

const sentence = (ids: readonly string[]): string => {
  const more = ids.length > shown ? ', and more' : '';
  return `use it: ${ids.slice(0, shown).join(', ')}${more}`;
};
