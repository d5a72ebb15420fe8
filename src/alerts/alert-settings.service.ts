import type { Db, Tx } from '../database/work.ts';
import { readSetting, writeSetting } from '../settings/settings.store.ts';
import { type AlertSettings, defaultAlertSettings } from './alert-settings.ts';

export const readAlertSettings = async (db: Db): Promise<AlertSettings> => {
  const stored = await readSetting(db, 'alert_settings');
  return stored === undefined ? defaultAlertSettings : (JSON.parse(stored) as AlertSettings);
};

export const writeAlertSettings = (tx: Tx, settings: AlertSettings): Promise<void> =>
  writeSetting(tx, 'alert_settings', JSON.stringify(settings));

/** Sequence of the last event that was looked at for alerts; 0 before the first. */
export const readAlertCursor = async (db: Db): Promise<number> =>
  Number((await readSetting(db, 'alert_cursor')) ?? 0);

export const writeAlertCursor = (tx: Tx, seq: number): Promise<void> =>
  writeSetting(tx, 'alert_cursor', String(seq));
