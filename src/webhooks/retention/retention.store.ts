import { sql } from 'kysely';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { SweepName } from './sweep.ts';

/** Where a sweep stands: among all rows, or among those that it has put off. */
export type Position = SweepName | `${SweepName}_put_off`;

const settingOf = (position: Position): string => `retention_${position}`;

/** The sequence up to which it has looked; 0 before the first. */
export const findPosition = async (db: Db, position: Position): Promise<number> => {
  const [row] = await positionRow(db, { name: settingOf(position) });
  return row ? Number(row.value) : 0;
};

const positionRow = statement<{ name: string }, { value: string }>((db, arg) =>
  db.selectFrom('settings').select('value').where('name', '=', arg('name')),
);

export const storePosition = async (tx: Tx, position: Position, seq: number): Promise<void> => {
  await writePosition(tx, { name: settingOf(position), value: String(seq) });
};

const writePosition = command<{ name: string; value: string }>((tx, arg) =>
  tx
    .insertInto('settings')
    .values({ name: arg('name'), value: arg('value') })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql.ref('excluded.value') })),
);

/** Remembers a row that is still needed, for another look. */
export const putOff = command<{ sweep: SweepName; seq: number }>((tx, arg) =>
  tx
    .insertInto('retention_waits')
    .values({ sweep: arg('sweep'), seq: arg('seq') })
    .onConflict((conflict) => conflict.doNothing()),
);

export const forgetPutOff = command<{ sweep: SweepName; seq: number }>((tx, arg) =>
  tx.deleteFrom('retention_waits').where('sweep', '=', arg('sweep')).where('seq', '=', arg('seq')),
);
