import { expect, setDefaultTimeout, test } from 'bun:test';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { fromSource } from '../support/process.ts';
import { install, journeyTimeoutMs } from './installation.ts';
import { openShop } from './shop.ts';
import { openStored } from './stored.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

setDefaultTimeout(journeyTimeoutMs);

const toldOnce = [
  'conversion.created',
  'referral.created',
  'conversion.qualified',
  'referral.converted',
  'commission.created',
];

test('fifty identical purchases at once are one conversion, one commission and one of each event', async () => {
  await using receiver = startWebhookReceiver();
  await using installation = await install(fromSource);
  const { promoCode } = await openShop(installation, receiver);
  const body = { customer_id: 'ann', promo_code: promoCode, amount: 4_900, currency: 'USD' };
  const headers = { 'idempotency-key': 'order-1' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      installation.call<TrackAnswer>('POST', '/track/purchase', { body, headers }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
  const shown = answers.map((answer) => JSON.stringify({ ...answer.body, replayed: null }));
  expect(new Set(shown).size).toBe(1);
  for (const answer of answers) {
    expect(answer.body.replayed).toBe(answer.status === 200);
    expect(answer.headers.get('idempotent-replayed')).toBe(answer.status === 200 ? 'true' : null);
  }
  expect(new Set(answers.map((answer) => answer.headers.get('x-request-id'))).size).toBe(50);

  await receiver.until('five webhooks', () => receiver.accepted().size >= toldOnce.length);
  using stored = openStored(installation.databasePath);
  const [{ body: answer } = { body: undefined }] = answers;
  expect(stored.column('select id from conversions')).toEqual([String(answer?.id)]);
  expect(stored.column('select id from commissions')).toEqual([String(answer?.commissions[0]?.id)]);
  const types = stored.column("select type from events where type not like 'partner.%' order by seq");
  expect(types).toEqual(toldOnce);
  expect(receiver.arrivals.map(({ type }) => type).sort()).toEqual(toldOnce.toSorted());
});
