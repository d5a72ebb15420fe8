import { alternate, type Sample } from '../alternation.ts';
import type { Figure, Measurement } from '../figure.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { openShop } from '../shop.ts';
import type { Workplace } from '../workplace.ts';

const endpoints = 1_000;
const longSeconds = 3_600;
/** Few and slowly, so that each is alone: 3,000 deliveries follow it, and are made before the next one comes. */
const load = { perSecond: 4, connections: 1, warmUpMs: 1_000, measuredMs: 5_000, expectedStatus: 201 };

/** A thousand endpoints are to be told of everything, and have asked to wait. */
export const purchaseWide: Figure = {
  name: 'purchase-wide',
  title: 'purchase told to 1,000 endpoints, p50',
  onlyByName: true,
  measure: async (place) => {
    const receiver = await startReceiver();
    await receiver.askToWait(longSeconds);
    const wide = await openSide(place, receiver, endpoints);
    const told = await openSide(place, receiver, 0);
    const { latency, ...rest } = await alternate({ ours: wide.run, baseline: told.run });
    await Promise.all([wide.product.stop(), told.product.stop()]);
    await receiver.stop();
    if (!latency) throw new Error('answers were counted and not timed');
    return { ...inMilliseconds(rest, latency), latency };
  },
};

const openSide = async (place: Workplace, receiver: Receiver, count: number) => {
  const shop = await openShop(place);
  const product = await shop.start();
  await subscribe(receiver, count)(product, shop.merchant.key);
  const orders = createSequence({ ...load, template: purchase(shop.merchant.key) }, firstNewOrder);
  return { product, run: (): Promise<Sample> => orders.run(product) };
};

/** As many a second were asked for on both sides; what differs is how long each takes, and what it costs. */
const inMilliseconds = (
  { processor }: Pick<Measurement, 'processor'>,
  { p50 }: NonNullable<Measurement['latency']>,
): Measurement => ({ unit: 'ms', ours: p50, ...(processor ? { processor } : {}) });
