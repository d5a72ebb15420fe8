import { alternations } from '../alternation.ts';
import type { Figure } from '../figure.ts';
import { processorTimeMs } from '../process-usage.ts';
import { openShop } from '../shop.ts';
import { summarize } from '../statistics.ts';

/** From the start of the process to the first request that it answers, on a database that is in use. */
export const start: Figure = {
  name: 'start',
  title: 'start to first answer',
  goal: { under: 150 },
  measure: async (place) => {
    const shop = await openShop(place);
    const tookMs: number[] = [];
    const usedMicroseconds: number[] = [];
    for (let round = 0; round < alternations; round += 1) {
      const beganAtMs = performance.now();
      const product = await shop.start();
      tookMs.push(performance.now() - beganAtMs);
      usedMicroseconds.push(processorTimeMs(product.pid) * 1_000);
      await product.stop();
    }
    return { unit: 'ms', ours: summarize(tookMs), processor: { ours: summarize(usedMicroseconds) } };
  },
};
