import { describe, expect, test } from 'bun:test';
import { exampleIds } from '../../../src/events/catalogue/examples.ts';
import { eventTypes } from '../../../src/events/catalogue.ts';
import { checkEventData } from '../../../src/events/check-data.ts';
import { defaultTestType, entityIdOf, testDataOf } from '../../../src/webhooks/testing/test-event.ts';

const subject = {
  endpointId: 'whe_0000000000000000000000000endpoint',
  programId: 'prg_00000000000000000000000000program',
  partnerId: 'prt_00000000000000000000000000partner',
} as const;

describe('the data of a test', () => {
  test.each(eventTypes)('of %s fits its schema and names what the receiver knows', (type) => {
    const data = testDataOf(type, subject);
    const entityId = entityIdOf(data, subject);
    checkEventData({ type, ...subject, entityId, data });
    expect(entityId).toMatch(/^[a-z]{3}_[0-9a-z]+$/);
    for (const made of [exampleIds.program, exampleIds.partner, exampleIds.endpoint]) {
      expect(JSON.stringify(data)).not.toContain(made);
    }
  });

  test('keeps the partner of the example where the endpoint has them all', () => {
    const data = testDataOf('commission.created', { ...subject, partnerId: null });
    expect(data.partner_id).toBe(exampleIds.partner);
  });
});

test('the first type selected is tested, and a conversion where everything was selected', () => {
  expect(defaultTestType(['payout.paid', 'click.tracked'])).toBe('payout.completed');
  expect(defaultTestType(['click.tracked', '*'])).toBe('click.tracked');
  expect(defaultTestType(['*', 'click.tracked'])).toBe('conversion.created');
});
