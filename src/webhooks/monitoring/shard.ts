import type { EndpointId } from '../../core/ids.ts';
import type { DeliveryMinute } from './delivery-minute.ts';

/**
 * Endpoints are counted in shards, each with a mark of its own, so that however many they are no unit of work
 * stores them all. Marks are stored by shard: neither the number nor the rule can change without a migration.
 */
export const shardCount = 16;

export const shards: readonly number[] = Array.from({ length: shardCount }, (_, shard) => shard);

/** The end of an id is random. */
export const shardOf = (endpointId: EndpointId): number =>
  endpointId.charCodeAt(endpointId.length - 1) % shardCount;

/** Minutes that one unit stores; each leads to about two rows. */
const minutesPerUnit = 100;

/** What one unit stores: everything that was counted of some shards. */
export interface ShardBatch {
  readonly shards: readonly number[];
  readonly minutes: readonly DeliveryMinute[];
}

/** Parts minutes into as few units as possible; shards of which nothing was counted go along with the first. */
export const batchesOf = (minutes: readonly DeliveryMinute[]): ShardBatch[] => {
  const byShard = shards.map((): DeliveryMinute[] => []);
  for (const minute of minutes) byShard[shardOf(minute.endpointId)]?.push(minute);
  const idle = shards.filter((shard) => byShard[shard]?.length === 0);
  const batches = [{ shards: idle, minutes: [] as DeliveryMinute[] }];
  for (const [shard, counted] of byShard.entries()) {
    if (counted.length === 0) continue;
    const last = batches.at(-1);
    if (last && (last.minutes.length === 0 || last.minutes.length + counted.length <= minutesPerUnit)) {
      last.shards.push(shard);
      last.minutes.push(...counted);
    } else batches.push({ shards: [shard], minutes: counted });
  }
  return batches;
};
