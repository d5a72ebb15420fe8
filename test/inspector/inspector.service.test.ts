import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  type Arrival,
  createInspector,
  deleteInspector,
  recordRequest,
} from '../../src/inspector/inspector.service.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let it: TestApp;
beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const arrival: Arrival = {
  ...{ method: 'POST', path: '', headers: {}, body: '', bodyEncoding: 'utf8', bodyBytes: 0, receivedAt: 0 },
  verification: {
    ...{ format: 'tributary', checked: [], ok: null, why: '', timestampAgeSeconds: null },
    event: { id: null, type: null, attempt: null },
  },
};

test('a request whose inspector is deleted while it arrives is not recorded', async () => {
  const { app } = it;
  const answer = {
    ...{ status: 200, sequence: [], delayMs: 0, never: false, drip: false },
    ...{ body: null, bodyBytes: null, headers: {} },
  };
  const given = { name: 'Bench', programId: null, format: null, endpointId: null, secret: null, answer };
  const inspector = await app.transact(testOrigin, (work) => createInspector(work, app.secrets, given));
  await app.transact(testOrigin, (work) => deleteInspector(work, inspector));
  const recorded = await app.transact(testOrigin, (work) =>
    recordRequest(work, inspector, arrival, undefined),
  );
  expect(recorded).toBeUndefined();
});
