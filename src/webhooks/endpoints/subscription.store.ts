import type { EndpointId, PartnerId, ProgramId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db, Work } from '../../database/work.ts';
import type { FormatName } from '../formats/formats.ts';
import type { EndpointState } from './endpoint.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { pinnedMajors } from './version-pins.ts';

/** A row of the settings that changes whenever any endpoint does, so that nobody reads them all to find out. */
const setting = 'webhook_endpoints_version';

/** Must be called in each unit that changes what an endpoint gets or how it is sent. */
export const markEndpointsChanged = async (work: Pick<Work, 'tx' | 'ids'>): Promise<void> => {
  const value = work.ids.token(16);
  await work.tx
    .insertInto('settings')
    .values({ name: setting, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
};

/** The same text as long as no endpoint has changed, in this unit or any before it. */
export const findEndpointsVersion = async (db: Db): Promise<string> => {
  const [row] = await endpointsVersion(db, {});
  return row?.value ?? '';
};

const endpointsVersion = statement<object, { value: string }>((db) =>
  db.selectFrom('settings').select('value').where('name', '=', setting),
);

/** What decides which events an endpoint gets. */
export interface Subscription {
  readonly endpointId: EndpointId;
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
  readonly eventTypes: readonly string[];
  readonly format: FormatName;
  readonly state: EndpointState;
  readonly fifo: boolean;
  /** Event type to the major version of its data that it stays on. */
  readonly versions: ReadonlyMap<string, number>;
}

/** The subscriptions of all endpoints, the oldest first. */
export const findSubscriptions = async (db: Db): Promise<Subscription[]> => {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select([
      'id',
      'program_id',
      'partner_id',
      'event_types_json',
      'format',
      'state',
      'fifo',
      'settings_json',
    ])
    .where('archived_at', 'is', null)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    endpointId: row.id,
    programId: row.program_id,
    partnerId: row.partner_id,
    eventTypes: JSON.parse(row.event_types_json) as string[],
    format: row.format as FormatName,
    state: row.state as EndpointState,
    fifo: row.fifo === 1,
    versions: pinnedMajors((JSON.parse(row.settings_json) as EndpointOptions).versions),
  }));
};
