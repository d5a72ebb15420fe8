import { describe, expect, test } from 'bun:test';
import type { Transact } from '../../src/database/work.ts';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { createTestApp } from '../support/app.ts';
import { csvOf, expectCounts, readImport, reportsOf, sendFile } from './support.ts';

describe('a file of 20,000 rows', () => {
  test('is brought in row by row, few of them waiting at a time, while live requests are answered', async () => {
    const it = await createTestApp();
    await it.build.program();
    await it.build.partner({ code: 'ANN' });
    const rows = Array.from({ length: 20_000 }, (_, at) => `c${at},${at % 1_000 ? 'ANN' : 'NOBODY'}`);
    const { id } = await sendFile(it, 'customers', csvOf('customer_id,partner', ...rows));

    let most = 0;
    let units = 0;
    const transact: Transact = (origin, unit) => {
      units += 1;
      const outcome = it.app.transact(origin, unit);
      most = Math.max(most, it.app.databaseLoad().unansweredUnits);
      return outcome;
    };
    let live = 0;
    for (let runs = 1; (await readImport(it, id)).state === 'running'; runs += 1) {
      const importing = runImports({ ...it.app, transact });
      const body = { order_id: `live-${runs}`, amount: 100, currency: 'USD', partner: 'ANN' };
      live += Number((await it.call('POST', '/track/purchase', { body })).status === 201);
      await importing;
      expect(runs).toBeLessThanOrEqual(40);
    }

    expect(live).toBe(40);
    // One for each row, and one at the end of each piece of 50.
    expect(units).toBe(20_000 + 400);
    expect(most).toBeLessThanOrEqual(51);
    expectCounts(await readImport(it, id), { total: 20_000, done: 20_000, created: 19_980, errors: 20 });
    expect((await reportsOf(it, id, '&outcome=error')).map(({ row }) => row)).toEqual(
      Array.from({ length: 20 }, (_, at) => at * 1_000 + 2),
    );
    await it.close();
  }, 120_000);
});
