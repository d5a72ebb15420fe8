import { alternations } from '../alternation.ts';
import type { Figure } from '../figure.ts';
import { firstNewOrder } from '../merchant.ts';
import { peakMemoryMb } from '../process-usage.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { openShop } from '../shop.ts';
import { summarize } from '../statistics.ts';

/** Long enough for every cache to be full. */
const measuredMs = 6_000;

/** The most that one server ever took while purchases came in. */
export const memory: Figure = {
  name: 'memory',
  title: 'peak memory under purchases',
  goal: { under: 256 },
  measure: async (place) => {
    const shop = await openShop(place);
    const product = await shop.start();
    const load = { template: purchase(shop.merchant.key), expectedStatus: 201, measuredMs };
    const orders = createSequence(load, firstNewOrder);
    for (let round = 0; round < alternations; round += 1) await orders.run(product);
    const peak = peakMemoryMb(product.pid);
    await product.stop();
    return { unit: 'MB', ours: summarize([peak]) };
  },
};
