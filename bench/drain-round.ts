import type { Sample } from './alternation.ts';
import { runChild } from './child.ts';
import { processorTimeMs } from './process-usage.ts';
import type { Product } from './product.ts';
import type { Arrivals, Receiver } from './receiver/receiver.ts';
import type { Sequence } from './sequence.ts';

/** Long enough to record the orders of a round before the first of their webhooks is taken. */
const waitSeconds = 4;
const drainTimeoutMs = 60_000;

/** Lets webhooks queue up while the receiver asks to wait, and times how fast they come once it takes them. */
export const drainProduct = async (
  product: Product,
  receiver: Receiver,
  { orders, deliveries }: { orders: Sequence; deliveries: number },
): Promise<Sample> => {
  await receiver.askToWait(waitSeconds);
  await orders.run(product);
  await receiver.accept();
  const beforeMs = processorTimeMs(product.pid);
  const arrivals = await receiver.waitFor(deliveries, drainTimeoutMs);
  return toSample(arrivals, processorTimeMs(product.pid) - beforeMs);
};

const program = new URL('./baselines/fetch-loop.ts', import.meta.url).pathname;

/** As many webhooks of the same size from a bare loop. */
export const loopOverFetch = async (
  receiver: Receiver,
  { bodyPath, deliveries, concurrency }: { bodyPath: string; deliveries: number; concurrency: number },
): Promise<Sample> => {
  await receiver.accept();
  const settings = [receiver.url, String(deliveries), String(concurrency), bodyPath];
  const output = await runChild([process.execPath, program, ...settings]);
  const { processorMs } = JSON.parse(output) as { processorMs: number };
  return toSample(await receiver.waitFor(deliveries, 0), processorMs);
};

const toSample = ({ accepted, elapsedMs }: Arrivals, processorMs: number): Sample => ({
  perSecond: (accepted / elapsedMs) * 1_000,
  serverMicroseconds: (processorMs / accepted) * 1_000,
});
