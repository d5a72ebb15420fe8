import { alternate, alternations } from '../alternation.ts';
import { bulkPartnerId } from '../bulk.ts';
import type { Figure, Measurement } from '../figure.ts';
import { examine, openLargeShop } from '../large-shop.ts';
import { putUnderLoad } from '../load.ts';
import type { Product } from '../product.ts';
import { ask, purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { openShop, type Shop } from '../shop.ts';
import { summarize } from '../statistics.ts';
import type { Workplace } from '../workplace.ts';

const many = 1_000_000;
const few = 10_000;

const asked = { group: 'million', onlyByName: true } as const;

/** On a database of a million conversions against one that has just begun. */
export const millionPurchase: Figure = {
  ...asked,
  name: 'million-purchase',
  title: 'purchase, 1 M conversions',
  goal: { atLeast: 0.8 },
  measure: async (place) => {
    const [large, empty] = [await openLargeShop(place, many), await openShop(place)];
    const [ours, bare] = [await large.start(), await empty.start()];
    const orders = (shop: Shop) =>
      createSequence({ template: purchase(shop.merchant.key), expectedStatus: 201 }, newOrders);
    const [largeOrders, emptyOrders] = [orders(large), orders(empty)];
    const measurement = await alternate({
      ours: () => largeOrders.run(ours),
      baseline: () => emptyOrders.run(bare),
    });
    await Promise.all([ours.stop(), bare.stop()]);
    return measurement;
  },
};

/** Beyond those of the million. */
const newOrders = 3_000_000;

/** What may take three times as long is answered a third as often. */
const third = { atLeast: 1 / 3 };

export const millionBalances: Figure = {
  ...asked,
  name: 'million-balances',
  title: 'page of 10 balances, 1 M conversions against 10 k',
  goal: third,
  measure: (place) => askBoth(place, '/api/v1/balances?limit=10'),
};

const dayMs = 86_400_000;

export const millionStatement: Figure = {
  ...asked,
  name: 'million-statement',
  title: 'statement of 1 k conversions, 1 M against 10 k',
  goal: third,
  measure: (place) => {
    const day = (ago: number) => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10);
    const period = `from=${day(15)}&to=${day(0)}`;
    return askBoth(place, `/api/v1/statements?partner_id=${bulkPartnerId(3)}&currency=EUR&${period}`);
  },
};

/** The same question to both, as fast as they answer. */
const askBoth = async (place: Workplace, path: string): Promise<Measurement> => {
  const [large, small] = [await openLargeShop(place, many), await openLargeShop(place, few)];
  const [ours, baseline] = [await large.start(), await small.start()];
  const load = (shop: Shop) => ({ template: ask(shop.merchant.key, path), expectedStatus: 200 });
  const measurement = await alternate({
    ours: () => putUnderLoad(ours, load(large)),
    baseline: () => putUnderLoad(baseline, load(small)),
  });
  await Promise.all([ours.stop(), baseline.stop()]);
  return measurement;
};

/** Purchases while the server examines all of it in the background, against purchases alone. */
export const millionExamined: Figure = {
  ...asked,
  name: 'million-examined',
  title: 'purchase p99, 1 M conversions being examined',
  goal: { under: 1.5 },
  measure: async (place) => {
    const shop = await openLargeShop(place, many);
    const product = await shop.start();
    const { key } = shop.merchant;
    const orders = createSequence({ template: purchase(key), expectedStatus: 201 }, laterOrders);
    const p99s = async (): Promise<number[]> => {
      const measured: number[] = [];
      for (let run = 0; run < alternations; run += 1)
        measured.push((await orders.run(product)).latency.p99Ms);
      return measured;
    };
    await orders.run(product);
    const baseline = await p99s();
    await product.post('/api/v1/integrity/examination', {}, key);
    const ours = await p99s();
    await assertExamining(product, key);
    await product.stop();
    const ratio = ours.map((p99Ms, run) => p99Ms / (baseline[run] ?? Number.NaN));
    return { unit: 'ms', ours: summarize(ours), baseline: summarize(baseline), ratio: summarize(ratio) };
  },
};

/** Of other numbers than those of the figure before. */
const laterOrders = 5_000_000;

const assertExamining = async ({ hostname, port }: Product, key: string): Promise<void> => {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`http://${hostname}:${port}/api/v1/integrity`, { headers });
  const { running } = (await answer.json()) as { running: boolean };
  if (!running) throw new Error('the examination was over before the purchases were');
};

/** Conversions that it looks at in a second, start of the process included. */
export const millionDoctor: Figure = {
  ...asked,
  name: 'million-doctor',
  title: 'doctor, 1 M conversions against 10 k',
  goal: { atLeast: 0.8 },
  measure: async (place) => {
    const [large, small] = [await openLargeShop(place, many), await openLargeShop(place, few)];
    const ours: number[] = [];
    const baseline: number[] = [];
    for (let round = 0; round < Math.ceil(alternations / 2); round += 1) {
      baseline.push(few / (await secondsOf(small)));
      ours.push(many / (await secondsOf(large)));
    }
    const ratio = ours.map((perSecond, round) => perSecond / (baseline[round] ?? Number.NaN));
    return {
      unit: '/s',
      ours: summarize(ours),
      baseline: summarize(baseline),
      ratio: summarize(ratio),
    };
  },
};

const secondsOf = async (shop: Shop): Promise<number> => {
  const beganAtMs = performance.now();
  await examine(shop);
  return (performance.now() - beganAtMs) / 1_000;
};
