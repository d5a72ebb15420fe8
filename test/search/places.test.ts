import { expect, test } from 'bun:test';
import { adminPages } from '../../src/admin-pages.ts';
import { nouns } from '../../views/search/results.tsx';
import { createTestApp } from '../support/app.ts';

test('what can be found leads to a page that there is', async () => {
  const it = await createTestApp();
  const paths = adminPages(it.app).flatMap(({ method, path }) => (method === 'GET' ? generalOf(path) : []));
  await it.close();
  const missing = Object.values(nouns).filter(({ path }) => !paths.includes(generalOf(path)));
  expect(missing).toEqual([]);
});

/** However a parameter is called. */
const generalOf = (path: string): string => (path.split('?')[0] ?? path).replace(/:\w+/g, ':');
