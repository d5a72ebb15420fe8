import { systemClock } from '../../src/core/clock.ts';
import { createIds, systemRandom } from '../../src/core/ids.ts';
import { insertRows } from '../../src/database/insert-rows.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import type { Origin } from '../../src/database/work.ts';

/**
 * Stores pairs of rows as fast as it can, many units at a time, and prints the name of each pair once it is
 * told that the pair is stored. Runs until it is killed.
 */
const [path = '', round = ''] = process.argv.slice(2);
const db = openDatabase({
  path,
  clock: systemClock,
  ids: createIds(systemClock, systemRandom),
  sink: async () => undefined,
  auditSink: async () => undefined,
  onError: () => process.exit(1),
  onFatal: () => process.exit(2),
});

const origin: Origin = { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' };
const value = 'x'.repeat(500);
let count = 0;
const storePairs = async (): Promise<never> => {
  for (;;) {
    count += 1;
    const name = `${round}-${count}`;
    await db.transact(origin, async (work) => {
      await insertRows(work.tx, 'settings', [{ name: `${name}-first`, value }]);
      await insertRows(work.tx, 'settings', [{ name: `${name}-second`, value }]);
    });
    process.stdout.write(`${name}\n`);
  }
};
await Promise.all(Array.from({ length: 32 }, storePairs));
