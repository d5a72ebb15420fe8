import { expect, test } from 'bun:test';
import { z } from 'zod';
import { operationIdOf } from '../../src/openapi/operation-id.ts';
import { apiRoutes } from '../../src/routes.ts';
import { createTestApp } from '../support/app.ts';

test('every list answers data and the cursor of the next page, short ones too', async () => {
  const it = await createTestApp();
  const lists = apiRoutes(it.app).filter(
    (route) => !route.path.includes(':') && operationIdOf(route).startsWith('list'),
  );
  expect(lists.length).toBeGreaterThan(10);
  for (const { path, answers } of lists) {
    const schema = answers[200]?.schema ?? z.never();
    const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any' });
    expect([path, ...Object.keys(properties).slice(0, 2)]).toEqual([path, 'data', 'next_cursor']);
  }

  await it.build.program();
  const { id } = await it.build.partner();
  for (const path of ['/api/v1/event-types', `/api/v1/balances?partner_id=${id}`]) {
    expect((await it.call('GET', path)).body.next_cursor).toBeNull();
  }
  await it.close();
});
