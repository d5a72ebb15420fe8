import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { listDeliveries } from '../../../src/webhooks/deliveries/delivery-log.store.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { queryPlansOf } from '../../support/query-plans.ts';

let it: TestApp;

beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

describe('a page of deliveries is found through an index', () => {
  test.each(['held', 'rejected', 'exhausted', 'canceled', 'expired'] as const)(
    'those that are %s, by their state and sequence',
    async (state) => {
      const page = { after: 9, limit: 50 };
      const plans = await queryPlansOf(it.app.read, (db) => listDeliveries(db, page, { state }));
      expect(plans[0]).toBe('SEARCH deliveries USING INDEX deliveries_stopped (state=? AND seq>? AND seq<?)');
    },
  );
});
