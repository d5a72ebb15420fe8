import type { ProgramId } from '../core/ids.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { CapKind } from './cap.ts';

/** A counter: how much of a cap its subject has used in a period, in minor units of the program's currency. */
export interface CapCounter {
  readonly programId: ProgramId;
  readonly kind: CapKind;
  readonly subject: string;
  readonly period: string;
}

export const findCapUse = async (db: Db, counter: CapCounter): Promise<number> => {
  const [row] = await used(db, counter);
  return row?.used ?? 0;
};

const used = statement<CapCounter, { used: number }>((db, arg) =>
  db
    .selectFrom('cap_uses')
    .select('used_minor as used')
    .where('program_id', '=', arg('programId'))
    .where('cap', '=', arg('kind'))
    .where('subject', '=', arg('subject'))
    .where('period', '=', arg('period')),
);

/** Uses more of a cap, or gives back with a negative number. */
export const addCapUse = async (tx: Tx, counter: CapCounter, minor: number): Promise<void> => {
  if (minor !== 0) await add(tx, { ...counter, minor });
};

const add = command<CapCounter & { minor: number }>((db, arg) =>
  db
    .insertInto('cap_uses')
    .values({
      program_id: arg('programId'),
      cap: arg('kind'),
      subject: arg('subject'),
      period: arg('period'),
      used_minor: arg('minor'),
    })
    .onConflict((conflict) =>
      conflict.columns(['program_id', 'cap', 'subject', 'period']).doUpdateSet((row) => ({
        used_minor: row('cap_uses.used_minor', '+', row.ref('excluded.used_minor')),
      })),
    ),
);
