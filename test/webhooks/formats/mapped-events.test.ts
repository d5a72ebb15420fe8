import { describe, expect, test } from 'bun:test';
import { exampleIds, exampleTimes } from '../../../src/events/catalogue/examples.ts';
import { type EventType, eventDefinition, eventTypes } from '../../../src/events/catalogue.ts';
import { type Envelope, writeEnvelope } from '../../../src/events/envelope.ts';
import { affiliateBaseMappers } from '../../../src/webhooks/formats/affiliatebase.ts';
import { affonsoMappers } from '../../../src/webhooks/formats/affonso.ts';
import { formatNames, formatOf } from '../../../src/webhooks/formats/formats.ts';
import { track360Mappers } from '../../../src/webhooks/formats/track360.ts';
import { testProgram } from '../support/publish.ts';

type Body = Record<string, unknown> & { readonly data: Record<string, unknown> };

/** The example of a type, as a format sends it. */
const bodyIn = (format: (typeof formatNames)[number], type: EventType, data?: object): Body => {
  const envelope = envelopeOf(type, data);
  return JSON.parse(textIn(format, envelope)) as Body;
};

const textIn = (format: (typeof formatNames)[number], envelope: Envelope): string =>
  formatOf(format).writeBody?.(envelope) ?? writeEnvelope(envelope);

const envelopeOf = (type: EventType, data: object = {}): Envelope => ({
  id: exampleIds.event as Envelope['id'],
  type,
  version: eventDefinition(type).version,
  occurredAt: Date.parse(exampleTimes.bought),
  programId: testProgram,
  entityVersion: 7,
  isTest: false,
  data: { ...(eventDefinition(type).example as object), ...data },
});

const everyPair = formatNames.flatMap((format) => eventTypes.map((type) => [format, type] as const));

describe('every event in every format', () => {
  test.each(everyPair)('%s writes %s as one JSON object with the envelope that all share', (format, type) => {
    const text = textIn(format, envelopeOf(type));
    // The same key signs bodies and, for other headers, texts that begin with an id: no body may look like those.
    expect(text).toStartWith('{');
    expect(text).toEndWith('}');
    const { data, ...body } = JSON.parse(text) as Body;
    expect(body).toEqual({
      id: exampleIds.event,
      type: formatOf(format).ownName(type) ?? type,
      version: 1,
      occurred_at: '2026-05-29T14:21:12Z',
      timestamp: '2026-05-29T14:21:12.345Z',
      program_id: testProgram,
      entity_version: 7,
    });
    expect(data).toBeObject();
    expect(Object.values(data)).not.toContain(undefined);
  });

  test.each(formatNames.filter((name) => formatOf(name).writeBody))(
    '%s sends what it has no name for under ours, with our data',
    (format) => {
      const foreign = eventTypes.filter((type) => formatOf(format).ownName(type) === undefined);
      expect(foreign.length).toBeGreaterThan(0);
      for (const type of foreign) {
        expect(textIn(format, envelopeOf(type))).toBe(writeEnvelope(envelopeOf(type)));
      }
    },
  );

  test.each([
    ['affiliatebase', affiliateBaseMappers],
    ['affonso', affonsoMappers],
    ['track360', track360Mappers],
  ] as const)('%s maps exactly the events that its document names', (format, mappers) => {
    const named = eventTypes.filter((type) => eventDefinition(type).aliases[format] !== undefined);
    expect(Object.keys(mappers).sort()).toEqual([...named].sort());
  });

  test('says that it is a test where it is one, in every format', () => {
    for (const format of formatNames) {
      const envelope = { ...envelopeOf('partner.registered'), isTest: true };
      expect(JSON.parse(textIn(format, envelope))).toMatchObject({ test: true });
    }
  });
});

describe('affiliatebase', () => {
  test.each([
    ['partner.registered', 'affiliate.created'],
    ['partner.approved', 'affiliate.approved'],
    ['referral.created', 'referral.created'],
    ['referral.converted', 'referral.converted'],
    ['commission.created', 'commission.created'],
    ['commission.due', 'commission.due'],
    ['commission.voided', 'commission.voided'],
    ['payout.completed', 'payout.paid'],
  ] as const)('calls %s %s, with id, state and the ids of affiliate and campaign', (type, name) => {
    const { data, ...body } = bodyIn('affiliatebase', type);
    expect(body.type).toBe(name);
    expect(data).toMatchObject({
      id: expect.any(String),
      state: expect.any(String),
      affiliate_id: exampleIds.partner,
      campaign_id: type.startsWith('partner.') ? exampleIds.program : testProgram,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test('puts the eight documented fields of a commission first, amount_cents in minor units', () => {
    const { data } = bodyIn('affiliatebase', 'commission.created');
    expect(Object.entries(data).slice(0, 8)).toEqual([
      ['id', exampleIds.commission],
      ['state', 'pending'],
      ['amount_cents', 1_800],
      ['currency', 'USD'],
      ['affiliate_id', exampleIds.partner],
      ['campaign_id', testProgram],
      ['sale_id', exampleIds.conversion],
      ['created_at', '2026-05-29T14:21:12Z'],
    ]);
    const yen = bodyIn('affiliatebase', 'commission.created', { amount: 1_800, currency: 'JPY' });
    expect(yen.data).toMatchObject({ amount_cents: 1_800, currency: 'JPY' });
  });

  test('has no sale for a commission that no sale earned', () => {
    const { data } = bodyIn('affiliatebase', 'commission.created', { conversion_id: null, conversion: null });
    expect(data).toMatchObject({ sale_id: null, sale: null });
  });

  test('calls an approved affiliate active and a completed payout paid, and leaves the other states', () => {
    const states = ['invited', 'pending', 'declined', 'rejected', 'suspended', 'terminated'];
    const stateOf = (state: string) => bodyIn('affiliatebase', 'partner.registered', { state }).data.state;
    expect(stateOf('approved')).toBe('active');
    expect(states.map(stateOf)).toEqual(states);
    const reinstated = { state: 'approved', previous_state: 'suspended' };
    expect(bodyIn('affiliatebase', 'partner.approved', reinstated).data).toMatchObject({
      state: 'active',
      previous_state: 'suspended',
    });
    expect(bodyIn('affiliatebase', 'payout.completed').data).toMatchObject({ state: 'paid' });
  });

  test('has no amount without its unit in the name', () => {
    for (const type of Object.keys(affiliateBaseMappers) as EventType[]) {
      expect(JSON.stringify(bodyIn('affiliatebase', type).data)).not.toMatch(/"[a-z_]*amount":/);
    }
  });
});

describe('affonso', () => {
  const documented = {
    affiliateId: 'string',
    email: 'string',
    accountStatus: 'string',
    affiliateProgramId: 'string',
    partnershipStatus: 'string',
    trackingId: 'string',
    source: 'string',
    groupId: 'string',
    onboardingCompleted: 'boolean',
    country: 'string',
    promoCodes: 'object',
    createdAt: 'string',
    updatedAt: 'string',
  };

  test.each([
    ['partner.registered', 'affiliate.created'],
    ['partner.confirmed', 'affiliate.confirmed'],
    ['partner.updated', 'affiliate.updated'],
    ['partner.deleted', 'affiliate.deleted'],
  ] as const)('calls %s %s, with the documented fields and no others', (type, name) => {
    const { data, ...body } = bodyIn('affonso', type);
    expect(String(body.type)).toBe(name);
    const types = Object.fromEntries<string>(
      Object.entries(data).map(([field, value]) => [field, typeof value]),
    );
    expect(types).toEqual(documented);
  });

  test('has the documented fields of a promo code', () => {
    expect(bodyIn('affonso', 'partner.confirmed').data.promoCodes).toEqual([
      {
        code: 'WELCOME10',
        promoCodeId: exampleIds.promoCode,
        couponId: 'coupon_42',
        discountType: 'percent',
        duration: 'once',
        discountValue: '10.00',
        createdAt: exampleTimes.joined,
      },
    ]);
  });

  test.each([
    ['invited', 'PENDING', 'PENDING'],
    ['pending', 'PENDING', 'PENDING'],
    ['approved', 'ACTIVE', 'APPROVED'],
    ['rejected', 'REJECTED', 'REJECTED'],
    ['declined', 'REJECTED', 'REJECTED'],
    ['terminated', 'REJECTED', 'REJECTED'],
    ['suspended', 'ACTIVE', 'REJECTED'],
  ])('says of a partner who is %s: account %s, partnership %s', (state, accountStatus, partnershipStatus) => {
    const { data } = bodyIn('affonso', 'partner.updated', { state });
    expect(data).toMatchObject({ accountStatus, partnershipStatus });
  });

  test('says where an affiliate came from in capitals', () => {
    const sources = ['invite', 'marketplace', 'direct'].map(
      (source) => bodyIn('affonso', 'partner.updated', { source }).data.source,
    );
    expect(sources).toEqual(['INVITE', 'MARKETPLACE', 'DIRECT']);
  });

  test('never has null for an email: a deleted affiliate has an address of its own that reaches nobody', () => {
    const { data } = bodyIn('affonso', 'partner.deleted');
    expect(data.email).toBe(`${exampleIds.partner}@deleted.invalid`);
    expect(String(data.email)).toMatch(/^[^\s@]{1,64}@[a-z]+\.invalid$/);
  });
});

describe('track360', () => {
  const content = [
    'partner_id',
    'partner',
    'customer_id',
    'customer',
    'conversion',
    'commission',
    'source',
    'sub_ids',
    'geo',
  ];
  const mapped = Object.keys(track360Mappers) as EventType[];

  test('has 17 names: a click, 4 conversions, 4 commissions, 4 payouts, 4 partners', () => {
    const names = mapped.map((type) => bodyIn('track360', type).type);
    expect(names.sort() as string[]).toEqual(
      `click.tracked commission.adjusted commission.approved commission.calculated commission.tier_changed
       conversion.created conversion.qualified conversion.rejected conversion.updated partner.approved
       partner.registered partner.suspended partner.terminated payout.completed payout.failed payout.processing
       payout.scheduled`.split(/\s+/),
    );
  });

  test.each(mapped)('%s has everything the guide lists, and who the partner is', (type) => {
    const { data, version } = bodyIn('track360', type);
    expect(Object.keys(data)).toEqual(expect.arrayContaining(content));
    expect(data).toMatchObject({
      partner_id: exampleIds.partner,
      partner: { id: exampleIds.partner, name: 'Leaf Letters' },
      geo: { country: type.startsWith('payout.') || type.endsWith('tier_changed') ? null : 'DE' },
    });
    expect(version).toBe(1);
  });

  test.each(['conversion.qualified', 'commission.created'] as const)(
    '%s names partner, customer, conversion and commission in one payload',
    (type) => {
      expect(bodyIn('track360', type).data).toMatchObject({
        customer_id: '4711',
        conversion: { id: exampleIds.conversion, type: 'purchase', amount: 12_900, currency: 'USD' },
        commission: { id: exampleIds.commission, amount: 1_800, currency: 'USD', model: 'percent' },
        source: 'blog.example.org',
        sub_ids: { sub1: 'newsletter', sub2: 'may' },
      });
    },
  );

  test('adds up what the lines of a purchase earn, with a model where they share one', () => {
    const [line] = (eventDefinition('conversion.created').example as { commissions: object[] }).commissions;
    const flat = { ...line, id: 'com_2', amount: 200, model: 'flat', basis_points: null };
    const { data } = bodyIn('track360', 'conversion.created', { commissions: [line, flat] });
    expect(data.commission).toMatchObject({ id: null, amount: 2_000, model: null, state: 'pending' });
    const none = bodyIn('track360', 'conversion.created', { commissions: [] });
    expect(none.data.commission).toBeNull();
  });
});
