import { expect, test } from 'bun:test';
import { candidateVerdicts } from '../../src/attribution/attribution.ts';
import { earningReasons } from '../../src/rules/earning.ts';
import { createTestApp } from '../support/app.ts';

test('why somebody was not credited, and why a commission is less than the rate says, is printed in the documentation', async () => {
  const it = await createTestApp();
  const page = await it.call<string>('GET', '/api/docs', { key: null });
  const document = JSON.stringify((await it.call('GET', '/api/openapi.json', { key: null })).body);
  await it.close();
  const words = [...candidateVerdicts, ...earningReasons];
  expect(words.filter((word) => !page.body.includes(word))).toEqual([]);
  expect(words.filter((word) => !document.includes(`"${word}"`))).toEqual([]);
});
