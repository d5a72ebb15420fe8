import { alternations } from '../alternation.ts';
import type { Figure } from '../figure.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop } from '../shop.ts';
import { summarize } from '../statistics.ts';

const perSecond = 500;
/** The last webhooks of a run may still be on their way when its last purchase is answered. */
const lastWebhooksMs = 200;

/**
 * Purchases that come whether the ones before are answered or not, and how long their webhooks take to the receiver:
 * from the beginning of the unit of work, so that the commit itself is in it.
 */
export const firstByte: Figure = {
  name: 'first-byte',
  title: 'commit to first byte, p99',
  goal: { under: 50 },
  measure: async (place) => {
    const receiver = await startReceiver();
    const shop = await openShop(place);
    const product = await shop.start();
    await subscribe(receiver, 1)(product, shop.merchant.key);
    const load = { template: purchase(shop.merchant.key), expectedStatus: 201, perSecond };
    const orders = createSequence(load, firstNewOrder);
    const ages: Awaited<ReturnType<typeof receiver.ages>>[] = [];
    for (let round = -1; round < alternations; round += 1) {
      await receiver.takeTimes();
      await orders.run(product);
      await Bun.sleep(lastWebhooksMs);
      if (round >= 0) ages.push(await receiver.ages());
    }
    await Promise.all([product.stop(), receiver.stop()]);
    assertStored(shop, 'order_references', orders.next);
    const p99 = summarize(ages.map(({ p99Ms }) => p99Ms));
    return { unit: 'ms', ours: p99, latency: { p50: summarize(ages.map(({ p50Ms }) => p50Ms)), p99 } };
  },
};
