import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { EndpointId } from '../../../src/core/ids.ts';
import type { Db } from '../../../src/database/work.ts';
import { findSeqBefore } from '../../../src/webhooks/deliveries/timeline.store.ts';
import { findEventHeads, findPresent, findStopped } from '../../../src/webhooks/recovery/candidate.store.ts';
import { findOutcome } from '../../../src/webhooks/recovery/outcome.store.ts';
import { countBacklog } from '../../../src/webhooks/recovery/resend.store.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { queryPlansOf } from '../../support/query-plans.ts';

let it: TestApp;

beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const plansOf = (ask: (db: Db) => Promise<unknown>) => queryPlansOf(it.app.read, ask);

const endpointId: EndpointId = 'whe_0000000000';

describe('what a recovery asks for is found through an index', () => {
  test('deliveries that stopped, by endpoint and sequence', async () => {
    const page = { endpointId, after: 0, until: 9, limit: 200 };
    expect(await plansOf((db) => findStopped(db, page))).toEqual([
      'SEARCH delivery USING INDEX deliveries_recoverable (endpoint_id=? AND seq>? AND seq<?)',
      'SEARCH event USING INDEX sqlite_autoindex_events_1 (id=?)',
    ]);
  });

  test('events, by their sequence', async () => {
    expect(await plansOf((db) => findEventHeads(db, { after: 0, until: 9, limit: 500 }))).toEqual([
      'SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
    ]);
  });

  test('deliveries that an event has, by event and endpoint', async () => {
    expect(await plansOf((db) => findPresent(db, endpointId, ['evt_0000000000']))).toEqual([
      'SEARCH deliveries USING INDEX deliveries_of_commit (event_id=? AND endpoint_id=?)',
      'SEARCH deliveries USING INDEX deliveries_of_people (event_id=? AND endpoint_id=?)',
    ]);
  });

  test('the moment it begins at, by halving', async () => {
    const plans = [
      ...(await plansOf((db) => findSeqBefore(db, 'events', 0, 1))),
      ...(await plansOf((db) => findSeqBefore(db, 'deliveries', 0, 1))),
    ];
    expect(plans).toEqual([
      'SEARCH events USING INTEGER PRIMARY KEY (rowid<?)',
      'SEARCH deliveries USING INTEGER PRIMARY KEY (rowid<?)',
    ]);
  });

  test('what waits and what became of it, by recovery and state', async () => {
    const id = 'rec_0000000000' as const;
    const plans = [
      ...(await plansOf((db) => countBacklog(db, id, 0))),
      ...(await plansOf((db) => findOutcome(db, { id, resentCount: 0, createdCount: 0, takenOverCount: 0 }))),
    ].filter((detail) => detail.includes('deliveries'));
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toMatch(/USING (COVERING )?INDEX deliveries_of_recovery \(recovery_id=\? AND state=\?\)/);
    }
  });
});
