import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Envelope, writeEnvelope } from '../../src/events/envelope.ts';

const envelope: Envelope = {
  id: 'evt_1',
  type: 'commission.created',
  version: 1,
  occurredAt: Date.parse('2026-05-29T14:21:12.345Z'),
  programId: 'prg_1',
  entityVersion: 42,
  isTest: false,
  data: { id: 'com_1', amount: 1_000 },
};

test('an envelope is the documented text, byte for byte', () => {
  expect(writeEnvelope(envelope)).toBe(
    '{"id":"evt_1","type":"commission.created","version":1,"occurred_at":"2026-05-29T14:21:12Z",' +
      '"timestamp":"2026-05-29T14:21:12.345Z","program_id":"prg_1","entity_version":42,' +
      '"data":{"id":"com_1","amount":1000}}',
  );
});

test('an envelope of a test says so, and no other does', () => {
  expect(JSON.parse(writeEnvelope({ ...envelope, isTest: true })).test).toBe(true);
  expect(JSON.parse(writeEnvelope(envelope))).not.toHaveProperty('test');
});

test('an envelope carries whatever the data is, in any script', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (data) => {
      expect(JSON.parse(writeEnvelope({ ...envelope, data })).data).toEqual(JSON.parse(JSON.stringify(data)));
    }),
  );
});
