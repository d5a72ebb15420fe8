import { alternate } from '../alternation.ts';
import type { Figure, Measurement } from '../figure.ts';
import { subscribe } from '../merchant.ts';
import { ordersAfterRecipe, startPurchaseBaseline } from '../purchase-baseline.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { purchase as purchaseOf } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop, type Prepare, type Shop } from '../shop.ts';
import type { Workplace } from '../workplace.ts';

const goal = { atLeast: 0.7 };

/** Nobody is to be told: key, attribution, commission, ledger and events, all committed. */
export const purchase: Figure = {
  name: 'purchase',
  title: 'purchase',
  goal,
  measure: async (place) => {
    const shop = await openShop(place);
    return againstSameRows(place, shop, shop);
  },
};

const longSeconds = 3_600;

/** An endpoint is to be told of everything, and has asked to wait: its deliveries are committed too. */
export const purchaseWithDeliveries: Figure = {
  name: 'purchase-deliveries',
  title: 'purchase, deliveries waiting',
  goal,
  measure: async (place) => {
    const receiver = await startReceiver();
    await receiver.askToWait(longSeconds);
    const shop = await openShop(place, subscribe(receiver, 1));
    const measurement = await againstSameRows(place, shop, shop);
    await receiver.stop();
    return measurement;
  },
};

/** The same while the endpoint is told: one process records and sends. The baseline sends nothing. */
export const purchaseWhileDelivering: Figure = {
  name: 'purchase-delivering',
  title: 'purchase, deliveries sent meanwhile',
  measure: async (place) => {
    const [waiting, taking] = await Promise.all([startReceiver(), startReceiver()]);
    await waiting.askToWait(longSeconds);
    const model = await openShop(place, subscribe(waiting, 1));
    const shop = await openShop(place);
    const measurement = await againstSameRows(place, model, shop, subscribe(taking, 1));
    await Promise.all([waiting.stop(), taking.stop()]);
    return measurement;
  },
};

/** @param model the shop whose purchase shows the baseline what to store; it may be the one that is measured */
const againstSameRows = async (
  place: Workplace,
  model: Shop,
  shop: Shop,
  prepare?: Prepare,
): Promise<Measurement> => {
  const baseline = await startPurchaseBaseline(place, model);
  const product = await shop.start();
  await prepare?.(product, shop.merchant.key);
  const load = { template: purchaseOf(shop.merchant.key), expectedStatus: 201 };
  const orders = createSequence(load, ordersAfterRecipe);
  const bareOrders = createSequence({ ...load, template: purchaseOf(model.merchant.key) }, ordersAfterRecipe);
  const measurement = await alternate({
    ours: () => orders.run(product),
    baseline: () => bareOrders.run(baseline),
  });
  await Promise.all([product.stop(), baseline.stop()]);
  assertStored(shop, 'order_references', model === shop ? orders.next : orders.next - 1);
  return measurement;
};
