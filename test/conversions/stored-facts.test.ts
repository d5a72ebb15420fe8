import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Candidate } from '../../src/attribution/attribution.ts';
import { readCandidates, writeCandidates } from '../../src/attribution/stored-candidates.ts';
import { findConversion } from '../../src/conversions/conversion.store.ts';
import type { ConversionFacts } from '../../src/conversions/conversion.ts';
import { readFacts, writeFacts } from '../../src/conversions/stored-facts.ts';
import type { ConversionId } from '../../src/core/ids.ts';
import { nothingQualified } from '../../src/workflows/earning/qualify-conversion.ts';
import { tellConversion } from '../../src/workflows/tracking/tell-conversion.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

const said = fc.option(fc.string());
const flag = fc.boolean();

const anyFacts = fc.record({
  ...{ linkId: said, promoCode: said, source: said, country: said, plan: said },
  ...{ sub1: said, sub2: said, sub3: said, sub4: said, sub5: said },
  isNewCustomer: fc.option(flag),
  terms: fc.record({
    attributionPolicy: fc.constantFrom('coupon_first', 'link_first', 'latest_touch'),
    attributionModel: fc.constantFrom('last_click', 'first_click'),
    windowDays: fc.constantFrom(1, 30, 90),
    ...{ couponOverridesReferral: flag, newCustomersOnly: flag, hasBoughtBefore: flag },
    groupId: said,
  }),
  items: fc.array(fc.record({ productId: said, amountMinor: fc.nat(), quantity: fc.nat() }), {
    maxLength: 2,
  }),
  metadata: fc.option(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null)), { noNullPrototype: true }),
  ),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<ConversionFacts>;

const anyCandidates = fc.array(
  fc.record(
    {
      ...{ method: fc.constant('click_id'), verdict: fc.constant('outranked') },
      ...{ partnerId: said, clickId: said, promoCodeId: said, promoCode: said, referralId: said },
      touchedAt: fc.option(fc.nat()),
      limitAt: fc.nat(),
      assignment: fc.record({ by: fc.string(), reason: fc.constant(null), note: said, afterSeq: fc.nat() }),
    },
    {
      requiredKeys: [
        'method',
        'verdict',
        'partnerId',
        'clickId',
        'promoCodeId',
        'promoCode',
        'referralId',
        'touchedAt',
      ],
      noNullPrototype: true,
    },
  ),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Candidate[]>;

describe('what is stored with every sale', () => {
  test('comes back as it was, whatever is said of it', () => {
    fc.assert(fc.property(anyFacts, (facts) => expect(readFacts(writeFacts(facts))).toEqual(facts)));
    fc.assert(
      fc.property(anyCandidates, (candidates) =>
        expect(readCandidates(writeCandidates(candidates))).toEqual(candidates),
      ),
    );
  });

  test('takes no room for what goes without saying', async () => {
    const [row] = await it.app.read
      .selectFrom('conversions')
      .select(['facts_json', 'candidates_json'])
      .execute();
    expect(row).toEqual({ facts_json: '{"terms":{}}', candidates_json: '[]' });
  });
});

test('a sale that is created and qualified in one unit is told twice with the very same data, written once', async () => {
  const conversion = await findConversion(it.app.read, saleId);
  if (!conversion) throw new Error('the sale is there');
  await it.app.transact(testOrigin, async (work) => {
    tellConversion(work, {
      conversion,
      partner: null,
      customer: null,
      referred: null,
      qualified: nothingQualified,
    });
    const [created, qualified] = work.events.splice(0);
    expect([created?.type, qualified?.type]).toEqual(['conversion.created', 'conversion.qualified']);
    expect(qualified?.data).toBe(created?.data as never);
  });
});

let it: TestApp;
let saleId: ConversionId;
beforeAll(async () => {
  it = await createTestApp();
  await it.build.program();
  const sale = await it.call('POST', '/track/purchase', {
    body: { order_id: 'o-1', amount: 100, currency: 'USD' },
  });
  saleId = sale.body.id as ConversionId;
});
afterAll(() => it.close());
