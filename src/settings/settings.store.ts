import type { Db, Tx } from '../database/work.ts';

/** What the installation has learned itself and what people set while it runs; the rest comes from `config.ts`. */
export type SettingName =
  | 'instance_id'
  | 'secret_check'
  | 'alert_settings'
  | 'alert_cursor'
  | 'integrity'
  | 'onboarding_dismissed'
  | 'sample_shop';

export const readSetting = async (db: Db, name: SettingName): Promise<string | undefined> => {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
};

/** Leaves a value that is there already as it is. */
export const insertSettingOnce = async (tx: Tx, name: SettingName, value: string): Promise<void> => {
  await tx
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
};

export const writeSetting = async (tx: Tx, name: SettingName, value: string): Promise<void> => {
  await tx
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
};

/** Whether anything was ever written here: the first start writes its settings before all else. */
export const isBlank = async (db: Db): Promise<boolean> => {
  const tables = ['settings', 'admins', 'api_keys', 'programs'] as const;
  for (const table of tables) {
    const row = await db
      .selectFrom(table)
      .select((count) => count.fn.countAll<number>().as('rows'))
      .executeTakeFirst();
    if (row && Number(row.rows) > 0) return false;
  }
  return true;
};
