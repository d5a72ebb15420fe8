import { expect, test } from 'bun:test';
import { candidateVerdicts } from '../../src/attribution/attribution.ts';
import { changeReasons } from '../../src/commissions/commission.ts';
import { rejectionReasons } from '../../src/conversions/conversion.ts';
import { earningReasons } from '../../src/rules/earning.ts';
import { createTestApp } from '../support/app.ts';

test('every reason there is, of who was not credited, of a rejection, of a commission that changed, is printed in the documentation', async () => {
  const it = await createTestApp();
  const page = await it.call<string>('GET', '/api/docs', { key: null });
  const document = JSON.stringify((await it.call('GET', '/api/openapi.json', { key: null })).body);
  await it.close();
  const words = [...candidateVerdicts, ...earningReasons, ...changeReasons, ...rejectionReasons];
  expect(words.filter((word) => !page.body.includes(word))).toEqual([]);
  expect(words.filter((word) => !document.includes(`"${word}"`))).toEqual([]);
});
