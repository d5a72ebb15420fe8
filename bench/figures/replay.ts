import { alternate } from '../alternation.ts';
import { startBaseline } from '../baselines/baseline.ts';
import type { Figure } from '../figure.ts';
import { putUnderLoad } from '../load.ts';
import { firstNewOrder } from '../merchant.ts';
import { purchase } from '../requests.ts';
import { assertStored, openShop } from '../shop.ts';

/** A purchase that is told again under the same key: found, answered as the first time, nothing recorded. */
export const replay: Figure = {
  name: 'replay',
  title: 'replayed purchase',
  goal: { atLeast: 0.4 },
  measure: async (place) => {
    const shop = await openShop(place);
    const product = await shop.start();
    const baseline = await startBaseline('json-echo');
    const load = { template: purchase(shop.merchant.key, firstNewOrder), expectedStatus: 200 };
    const measurement = await alternate({
      ours: () => putUnderLoad(product, load),
      baseline: () => putUnderLoad(baseline, load),
    });
    await Promise.all([product.stop(), baseline.stop()]);
    assertStored(shop, 'order_references', firstNewOrder);
    return measurement;
  },
};
