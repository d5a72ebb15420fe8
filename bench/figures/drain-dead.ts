import { alternate, type Sample } from '../alternation.ts';
import { drainProduct } from '../drain-round.ts';
import type { Figure } from '../figure.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import type { Product } from '../product.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop } from '../shop.ts';
import type { Workplace } from '../workplace.ts';

const endpoints = 1_000;
const ordersPerRound = 8;
/** What a purchase of a known customer tells: created, qualified, commission created. */
const eventsPerOrder = 3;

/** Every tenth of many receivers takes connections and requests, and never answers. */
export const drainDead: Figure = {
  name: 'drain-dead',
  title: 'drain with 10 % of 1,000 dead',
  goal: { atLeast: 0.6 },
  measure: async (place) => {
    const dead = await openSide(place, endpoints / 10);
    const healthy = await openSide(place, 0);
    const measurement = await alternate({ ours: dead.run, baseline: healthy.run });
    await Promise.all([dead.close(), healthy.close()]);
    return measurement;
  },
};

/** A shop and a receiver of its own for each side: what is owed to the dead piles up, and must not be in the way. */
const openSide = async (place: Workplace, dead: number) => {
  const receiver = await startReceiver();
  const shop = await openShop(place);
  const product = await shop.start();
  await subscribe(receiver, endpoints, dead)(product, shop.merchant.key);
  const load = { warmUpMs: 0, measuredMs: 30_000, maximumRequests: ordersPerRound, expectedStatus: 201 };
  const orders = createSequence({ ...load, template: purchase(shop.merchant.key) }, firstNewOrder);
  const deliveries = ordersPerRound * eventsPerOrder * (endpoints - dead);
  return {
    run: (): Promise<Sample> => drainProduct(product, receiver, { orders, deliveries }),
    close: async (): Promise<void> => {
      await close(product, receiver);
      const owed = (orders.next - firstNewOrder) * eventsPerOrder;
      assertStored(shop, "deliveries where state = 'delivered'", owed * (endpoints - dead));
      assertStored(shop, "deliveries where state <> 'delivered'", owed * dead);
    },
  };
};

/** The receiver goes first: who waits for an answer that never comes is told, and need not be waited for. */
const close = async (product: Product, receiver: Receiver): Promise<void> => {
  await receiver.stop();
  await product.stop();
};
