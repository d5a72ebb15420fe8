import { expect, test } from 'bun:test';
import { sentenceOf } from '../../src/alerts/alert-sentence.ts';

const lost = { endpoint_name: 'CRM', endpoint_host: 'crm.example.com', count: 1 };

test.each([
  ['an answer', { last_status: 503, last_error: null }, '(last answer: 503)'],
  ['nothing', { last_status: null, last_error: 'connection_refused' }, '(last: connection_refused)'],
  ['an answer that broke off', { last_status: 200, last_error: 'timeout' }, '(last: timeout)'],
])('deliveries given up after %s say what went wrong', (_what, facts, said) => {
  expect(sentenceOf({ cause: 'delivery_exhausted', facts: { ...lost, ...facts } })).toBe(
    `CRM (crm.example.com): 1 delivery was given up after all retries ${said}.`,
  );
});
