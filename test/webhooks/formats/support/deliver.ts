import { systemClock } from '../../../../src/core/clock.ts';
import type { EventType } from '../../../../src/events/catalogue.ts';
import type { ReceivedRequest } from '../../../support/receiver.ts';
import type { WebhookTest } from '../../support/webhook-test.ts';

/** What an endpoint got of one event: the first attempt, which was refused, and the retry. */
export interface TwoAttempts {
  readonly first: ReceivedRequest;
  readonly retry: ReceivedRequest;
  readonly both: readonly ReceivedRequest[];
}

/** Receivers compare timestamps with their own clock. @param ageMs how long ago the attempts are */
export const startAtPresent = (world: WebhookTest, ageMs = 0): void =>
  world.clock.set(systemClock.now() - ageMs);

/** Sends the example of an event to a new endpoint, twice. */
export const deliverTwice = async (
  world: WebhookTest,
  fields: Readonly<Record<string, unknown>>,
  type: EventType = 'commission.created',
): Promise<TwoAttempts & { readonly secret: string }> => {
  const { id, secret } = await world.subscribe({ event_types: [type], ...fields });
  return { secret: String(secret), ...(await sendTwice(world, id, type)) };
};

/** Sends the example of an event to an endpoint that is there, twice. */
export const sendTwice = async (world: WebhookTest, id: string, type: EventType): Promise<TwoAttempts> => {
  world.receiver.answer(
    ({ headers }) => new Response(null, { status: headers['webhook-attempt'] === '1' ? 503 : 204 }),
  );
  const isOurs = ({ headers }: ReceivedRequest): boolean => headers['webhook-endpoint-id'] === id;
  const before = world.receiver.requests.filter(isOurs).length;
  await world.publish(type);
  await world.drain();
  await world.drainAfter(60_000);
  const both = world.receiver.requests.filter(isOurs).slice(before);
  const [first, retry] = both;
  if (!first || !retry || both.length !== 2) throw new Error(`${both.length} requests instead of two`);
  return { first, retry, both };
};
