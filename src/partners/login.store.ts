import type { Id } from '../core/ids.ts';
import type { Tx, Work } from '../database/work.ts';
import { emailKey } from './partner.ts';

/** The login of the person with this email address, made when it is the first time we hear of them. */
export const upsertLogin = async (work: Work, email: string): Promise<Id<'lgn'>> => {
  const key = emailKey(email);
  await work.tx
    .insertInto('logins')
    .values({ id: work.ids.mint('lgn'), email: key, created_at: work.now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const login = await work.tx
    .selectFrom('logins')
    .select('id')
    .where('email', '=', key)
    .executeTakeFirstOrThrow();
  return login.id;
};

/** Forgets a person who is a partner nowhere any more. */
export const deleteUnusedLogin = async (tx: Tx, id: Id<'lgn'>): Promise<void> => {
  await tx
    .deleteFrom('logins')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('partners').select('partners.id').where('partners.login_id', '=', id))),
    )
    .execute();
};
