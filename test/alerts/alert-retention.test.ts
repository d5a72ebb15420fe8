import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { forgetOldAlerts } from '../../src/alerts/alert-retention.service.ts';
import { findForgettable } from '../../src/alerts/alert-retention.store.ts';
import { dayMs, minuteMs } from '../../src/core/clock.ts';
import type { EndpointId } from '../../src/core/ids.ts';
import { testOrigin } from '../support/app.ts';
import { queryPlansOf } from '../support/query-plans.ts';
import { type AlertTest, countAttempts, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
let endpoint: EndpointId;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({ causes: ['failure_rate'], hook_url: `${it.hook.url}/hook` });
  endpoint = (await it.subscribe()).id;
});
afterEach(() => it.close());

/** An alert that was told and is over, and the end of it told, too. */
const resolved = async (): Promise<void> => {
  await open();
  await it.tell();
  await it.lookAfter(16 * minuteMs);
  await it.tell();
};
const open = async (): Promise<void> => {
  await countAttempts(it, endpoint, { failed: 5 });
  await it.look();
};
const forget = async (): Promise<void> => {
  while (await it.app.transact(testOrigin, forgetOldAlerts));
};
const seqs = async (table: 'alerts' | 'notifications') =>
  (await it.app.read.selectFrom(table).select('seq').orderBy('seq').execute()).map(({ seq }) => seq);

describe('an alert that is over', () => {
  test('is kept for 90 days with what people were told, and both go together', async () => {
    await resolved();
    it.clock.advance(dayMs);
    await resolved();
    it.clock.advance(89 * dayMs - 17 * minuteMs);
    await forget();
    expect([await seqs('alerts'), await seqs('notifications')]).toEqual([
      [1, 2],
      [1, 2, 3, 4],
    ]);
    it.clock.advance(17 * minuteMs);
    await forget();
    expect([await seqs('alerts'), await seqs('notifications')]).toEqual([[2], [3, 4]]);
  });

  test('stays while it is the newest, so that no sequence is given out twice', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await resolved();
      it.clock.advance(91 * dayMs);
      await forget();
      expect(await seqs('alerts')).toEqual([round]);
      expect(await seqs('notifications')).toEqual([2 * round - 1, 2 * round]);
    }
  });

  test('stays while there is something to tell of it', async () => {
    await open();
    await it.lookAfter(16 * minuteMs);
    await it.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('notifications').set({ state: 'pending' }).execute(),
    );
    await resolved();
    it.clock.advance(91 * dayMs);
    await it.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('notifications').set({ state: 'pending' }).where('seq', '=', 1).execute(),
    );
    await forget();
    expect(await seqs('alerts')).toEqual([1, 2]);
  });
});

test('an alert that is open stays however old it is', async () => {
  await open();
  await it.app.transact(testOrigin, ({ tx }) =>
    tx.updateTable('alerts').set({ subject: 'instance' }).execute(),
  );
  await it.look();
  it.clock.advance(400 * dayMs);
  await forget();
  expect(await seqs('alerts')).toEqual([1, 2]);
});

test('hundreds that are old go in units of a few dozen', async () => {
  await open();
  await it.app.transact(testOrigin, async ({ tx, now, ids }) => {
    const { seq: _, ...alert } = await tx.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    const old = Array.from({ length: 300 }, () => ({
      ...alert,
      id: ids.mint('alr'),
      resolved_at: now - 91 * dayMs,
    }));
    await tx.insertInto('alerts').values(old).execute();
  });
  await forget();
  expect(await seqs('alerts')).toEqual([1, 301]);
});

test('what is old is found through an index', async () => {
  const plans = await queryPlansOf(it.app.read, (db) => findForgettable(db as never, 0, 1));
  expect(plans[0]).toBe('SEARCH alerts USING INDEX alerts_resolved (resolved_at>? AND resolved_at<?)');
});
