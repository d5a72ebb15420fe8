import { Database } from 'bun:sqlite';
import type { Figure } from '../figure.ts';
import { firstNewOrder, subscribe } from '../merchant.ts';
import { peakMemoryMb } from '../process-usage.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { purchase } from '../requests.ts';
import { createSequence } from '../sequence.ts';
import { assertStored, openShop, type Shop } from '../shop.ts';
import { summarize } from '../statistics.ts';

const endpoints = 1_000;
const orders = 334;
const backlog = orders * 3 * endpoints;
/** Longer than it takes to make the backlog. */
const waitSeconds = 120;
const drained = 100_000;
const drainTimeoutMs = 300_000;

/** The most that a server takes which begins with a million deliveries waiting, and sends the first of them. */
export const memoryWithBacklog: Figure = {
  name: 'memory-backlog',
  title: 'peak memory, 1 M deliveries waiting',
  onlyByName: true,
  goal: { under: 256 },
  measure: async (place) => {
    const receiver = await startReceiver();
    const shop = await openShop(place);
    const maker = await shop.start();
    await subscribe(receiver, endpoints)(maker, shop.merchant.key);
    await receiver.askToWait(waitSeconds);
    const load = { warmUpMs: 0, measuredMs: 300_000, maximumRequests: orders, connections: 8 };
    const all = { ...load, template: purchase(shop.merchant.key), expectedStatus: 201 };
    await createSequence(all, firstNewOrder).run(maker);
    while (countDeliveries(shop) < backlog) await Bun.sleep(1_000);
    const makingPeak = peakMemoryMb(maker.pid);
    await maker.stop();
    const product = await shop.start();
    await receiver.accept();
    await receiver.waitFor(drained, drainTimeoutMs);
    const peak = peakMemoryMb(product.pid);
    await product.stop();
    await receiver.stop();
    assertStored(shop, 'deliveries', backlog);
    return { unit: 'MB', ours: summarize([Math.max(peak, makingPeak)]) };
  },
};

/** They are made right after their purchases, in units of their own. */
const countDeliveries = ({ databasePath }: Shop): number => {
  using database = new Database(databasePath, { readonly: true });
  return database.query<{ count: number }, []>('select count(*) as count from deliveries').get()?.count ?? 0;
};
