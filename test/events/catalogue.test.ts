import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { eventCatalogue, eventDefinition, eventTypes, resolveEventType } from '../../src/events/catalogue.ts';

/** The canonical list of the product, written down apart from the code that implements it. */
const canonical = `
  click.tracked
  partner.registered partner.confirmed partner.approved partner.rejected partner.suspended partner.terminated
  partner.updated partner.deleted
  referral.created referral.converted
  conversion.created conversion.qualified conversion.rejected conversion.updated
  commission.created commission.due commission.held commission.released commission.paid commission.adjusted
  commission.voided commission.tier_changed commission.threshold_reached
  payout.scheduled payout.processing payout.failed payout.completed payout.canceled payout.reversed
  fraud.case_opened fraud.case_resolved
  endpoint.disabled delivery.exhausted delivery.rejected endpoint.recovered
`;

const aliases: Readonly<Record<string, string>> = {
  'affiliate.created': 'partner.registered',
  'affiliate.confirmed': 'partner.confirmed',
  'affiliate.approved': 'partner.approved',
  'affiliate.updated': 'partner.updated',
  'affiliate.deleted': 'partner.deleted',
  'commission.calculated': 'commission.created',
  'commission.approved': 'commission.due',
  'payout.paid': 'payout.completed',
};

describe('the event catalogue', () => {
  test('has every canonical event type and no other', () => {
    expect([...eventTypes].sort() as string[]).toEqual(canonical.trim().split(/\s+/).sort());
  });

  test('resolves every name of the documents receivers were written from', () => {
    for (const [alias, type] of Object.entries(aliases)) expect(resolveEventType(alias) as string).toBe(type);
    expect(resolveEventType('affiliate.renamed')).toBeUndefined();
    expect(resolveEventType('toString')).toBeUndefined();
  });

  test('has the 8 names of AffiliateBase, the 4 of Affonso and the 17 of Track360', () => {
    const named = (source: 'affiliatebase' | 'affonso' | 'track360') =>
      eventTypes.filter((type) => eventDefinition(type).aliases[source] !== undefined).length;
    expect([named('affiliatebase'), named('affonso'), named('track360')]).toEqual([8, 4, 17]);
  });

  test.each(eventTypes)('%s has a valid example, complete to the last member', (type) => {
    const { data, example } = eventDefinition(type);
    expect(data.parse(example)).toEqual(example);
  });

  test.each(eventTypes)('%s has one sentence of meaning and a whole version', (type) => {
    const { meaning, version } = eventDefinition(type);
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
    expect(version).toBe(1);
  });

  test.each(eventTypes)('%s can be described as JSON Schema', (type) => {
    const schema = z.toJSONSchema(eventDefinition(type).data, { io: 'input' });
    expect(schema.type).toBe('object');
  });

  test('leaves out of * only clicks and what is about webhooks themselves', () => {
    const special = Object.entries(eventCatalogue).flatMap(([type, { onRequestOnly }]) =>
      onRequestOnly ? [type] : [],
    );
    expect(special.sort()).toEqual([
      'click.tracked',
      'delivery.exhausted',
      'delivery.rejected',
      'endpoint.disabled',
      'endpoint.recovered',
    ]);
  });
});
