import { alternate } from '../alternation.ts';
import { startBaseline } from '../baselines/baseline.ts';
import type { Figure } from '../figure.ts';
import { putUnderLoad } from '../load.ts';
import { visit } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop } from '../shop.ts';

/** The click is on disk before the visitor is led on. */
export const redirect: Figure = {
  name: 'redirect',
  title: 'redirect',
  goal: { atLeast: 0.5 },
  measure: async (place) => {
    const shop = await openShop(place);
    const product = await shop.start();
    const baseline = await startBaseline('constant-redirect');
    const load = { template: visit(shop.merchant.slug), expectedStatus: 302 };
    const visits = createSequence(load, 0);
    const measurement = await alternate({
      ours: () => visits.run(product),
      baseline: () => putUnderLoad(baseline, load),
    });
    await Promise.all([product.stop(), baseline.stop()]);
    assertStored(shop, 'clicks', visits.next);
    return measurement;
  },
};
