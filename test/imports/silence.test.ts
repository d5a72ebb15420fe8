import { expect, test } from 'bun:test';
import { createTestApp } from '../support/app.ts';
import { bringIn, csvOf } from './support.ts';

test('what was imported in silence is not missed by anybody: a recovery leaves it out', async () => {
  const it = await createTestApp();
  await it.build.program();
  const endpoint = await it.call('POST', '/api/v1/webhook-endpoints', {
    body: { name: 'All', url: 'https://crm.example.com/', event_types: ['*'] },
  });
  await bringIn(it, 'partners', csvOf('email,name', 'ann@example.com,Ann'));
  const since = new Date(it.clock.now() - 1_000).toISOString();
  const path = `/api/v1/webhook-endpoints/${endpoint.body.id}/recovery`;
  const preview = async () => (await it.call('GET', `${path}/preview?since=${since}`)).body;
  expect(await preview()).toMatchObject({ failed: 0, missed: 0 });
  // An event that somebody did miss is found beside it.
  await it.build.partner();
  await it.app.transact({ actor: { kind: 'system', id: 'test' }, requestId: 'req_test' }, async ({ tx }) => {
    await tx.deleteFrom('deliveries').execute();
  });
  expect(await preview()).toMatchObject({ missed: 2 });
  await it.close();
});
