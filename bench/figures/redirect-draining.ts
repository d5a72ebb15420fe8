import { alternations } from '../alternation.ts';
import type { Figure } from '../figure.ts';
import type { Load } from '../load.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { purchase, visit } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { openShop } from '../shop.ts';
import { summarize } from '../statistics.ts';

const endpoints = 16;
/** More than can be sent while the visitors come. */
const ordersPerRound = 1_200;
const deliveries = ordersPerRound * 3 * endpoints;
const waitSeconds = 5;
const drainTimeoutMs = 60_000;

/** What visitors wait while webhooks go out as fast as they can. */
export const redirectWhileDraining: Figure = {
  name: 'redirect-draining',
  title: 'redirect while draining, p99',
  goal: { under: 3 },
  measure: async (place) => {
    const receiver = await startReceiver();
    const shop = await openShop(place);
    const product = await shop.start();
    await subscribe(receiver, endpoints)(product, shop.merchant.key);
    const once = { warmUpMs: 0, measuredMs: 60_000, maximumRequests: ordersPerRound, expectedStatus: 201 };
    const orders = createSequence({ ...once, template: purchase(shop.merchant.key) }, firstNewOrder);
    const visits = createSequence({ template: visit(shop.merchant.slug), expectedStatus: 302 }, 0);
    const beside: Load[] = [];
    const alone: Load[] = [];
    for (let round = -1; round < alternations; round += 1) {
      await receiver.askToWait(waitSeconds);
      await orders.run(product);
      const bare = await visits.run(product);
      await receiver.accept();
      await receiver.waitFor(1, drainTimeoutMs);
      const draining = await visits.run(product);
      const { accepted } = await receiver.waitFor(0, 0);
      if (accepted === deliveries) throw new Error('all webhooks were sent before the last visitor came');
      await receiver.waitFor(deliveries, drainTimeoutMs);
      if (round < 0) continue;
      alone.push(bare);
      beside.push(draining);
    }
    await Promise.all([product.stop(), receiver.stop()]);
    return compare(beside, alone);
  },
};

const compare = (beside: readonly Load[], alone: readonly Load[]) => {
  const p99Of = ({ latency }: Load): number => latency.p99Ms;
  const ratios = beside.map((load, round) => p99Of(load) / (alone[round] ? p99Of(alone[round]) : Number.NaN));
  const p99 = summarize(beside.map(p99Of));
  return {
    unit: 'ms',
    ours: p99,
    baseline: summarize(alone.map(p99Of)),
    ratio: summarize(ratios),
    latency: { p50: summarize(beside.map(({ latency }) => latency.p50Ms)), p99 },
  } as const;
};
