import { repeat } from '../alternation.ts';
import type { Figure } from '../figure.ts';
import { openShop } from '../shop.ts';

/** From the start of the process to the first request that it answers, on a database that is in use. */
export const start: Figure = {
  name: 'start',
  title: 'start to first answer',
  goal: { under: 150 },
  measure: async (place) => {
    const shop = await openShop(place);
    const ours = await repeat(async () => {
      const beganAtMs = performance.now();
      const product = await shop.start();
      const tookMs = performance.now() - beganAtMs;
      await product.stop();
      return tookMs;
    });
    return { unit: 'ms', ours };
  },
};
