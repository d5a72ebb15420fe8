import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import { alternate } from '../alternation.ts';
import { drainProduct, loopOverFetch } from '../drain-round.ts';
import type { Figure } from '../figure.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop, type Shop } from '../shop.ts';
import type { Workplace } from '../workplace.ts';

const endpoints = 16;
const ordersPerRound = 400;
/** What a purchase of a known customer tells: created, qualified, commission created. */
const eventsPerOrder = 3;
const deliveries = ordersPerRound * eventsPerOrder * endpoints;
/** Requests that the product sends to one endpoint at a time, times the endpoints. */
const concurrency = 4 * endpoints;

/** Webhooks that have queued up, signed, sent and logged as fast as the receiver takes them. */
export const drain: Figure = {
  name: 'drain',
  title: 'drain of deliveries',
  goal: { atLeast: 0.6 },
  measure: async (place) => {
    const receiver = await startReceiver();
    const shop = await openShop(place);
    const bodyPath = await saveBody(place, shop);
    const product = await shop.start();
    await subscribe(receiver, endpoints)(product, shop.merchant.key);
    const once = { warmUpMs: 0, measuredMs: 30_000, maximumRequests: ordersPerRound };
    const load = { ...once, template: purchase(shop.merchant.key), expectedStatus: 201 };
    const orders = createSequence(load, firstNewOrder);
    const measurement = await alternate({
      ours: () => drainProduct(product, receiver, { orders, deliveries }),
      baseline: () => loopOverFetch(receiver, { bodyPath, deliveries, concurrency }),
    });
    await Promise.all([product.stop(), receiver.stop()]);
    const expected = (orders.next - firstNewOrder) * eventsPerOrder * endpoints;
    assertStored(shop, "deliveries where state = 'delivered'", expected);
    return measurement;
  },
};

/** What the product would send, for the bare loop to send. */
const saveBody = async (place: Workplace, { databasePath }: Shop): Promise<string> => {
  using database = new Database(databasePath, { readonly: true });
  const event = database
    .query<{ body: string }, []>(
      "select body from events where type = 'commission.created' order by seq desc",
    )
    .get();
  if (!event) throw new Error('no purchase has earned a commission');
  const path = join(place.folder('body'), 'body.json');
  await Bun.write(path, event.body);
  return path;
};
