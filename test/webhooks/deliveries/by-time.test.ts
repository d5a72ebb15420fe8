import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../../src/core/clock.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

describe('the log of deliveries by time', () => {
  const at = (offsetMs: number) => new Date(world.clock.now() + offsetMs).toISOString();
  const list = async (query: Record<string, string>): Promise<string[]> => {
    const found = await world.call('GET', `/api/v1/deliveries?${new URLSearchParams(query)}`);
    expect(found.status).toBe(200);
    return found.body.data.map(({ event_id: event }) => String(event));
  };

  test('holds what was made since and until an instant, alone and with other filters', async () => {
    const { id } = await world.subscribe();
    const start = world.clock.now();
    const published: string[] = [];
    for (let day = 0; day < 5; day += 1) {
      published.push(await world.publish());
      await world.drainAfter(dayMs);
    }
    const [monday = '', tuesday = '', wednesday = '', thursday = '', friday = ''] = published;
    const day = (count: number) => new Date(start + count * dayMs).toISOString();
    const all = [friday, thursday, wednesday, tuesday, monday];
    const filters: Record<string, string>[] = [
      {},
      { endpoint_id: id },
      { state: 'delivered' },
      { event_type: 'commission.created' },
    ];
    for (const filter of filters) {
      expect(await list({ ...filter, since: day(0) })).toEqual(all);
      expect(await list({ ...filter, since: day(2) })).toEqual([friday, thursday, wednesday]);
      expect(await list({ ...filter, until: day(2) })).toEqual([tuesday, monday]);
      expect(await list({ ...filter, since: day(1), until: day(3) })).toEqual([wednesday, tuesday]);
      expect(await list({ ...filter, since: at(0) })).toEqual([]);
      expect(await list({ ...filter, since: day(3), until: day(1) })).toEqual([]);
    }
    expect(await list({ event_id: monday, since: day(1) })).toEqual([]);
    expect(await list({ event_id: monday, until: day(1) })).toEqual([monday]);
  });

  test('comes in pages, and leaves nothing out although the clock was set back', async () => {
    await world.subscribe();
    const first = await world.publish();
    const start = at(0);
    world.clock.set(world.clock.now() - dayMs / 2);
    const early = await world.publish();
    world.clock.set(world.clock.now() + dayMs);
    const late = await world.publish();
    expect(await list({ since: start })).toEqual([late, first]);
    expect(await list({ until: start })).toEqual([early]);
    const page = await world.call('GET', `/api/v1/deliveries?since=${start}&limit=1`);
    expect(page.body.data).toMatchObject([{ event_id: late }]);
    expect(await list({ since: start, limit: '1', cursor: String(page.body.next_cursor) })).toEqual([first]);
  });

  test('refuses what is no time by its name', async () => {
    const { status, body } = await world.call('GET', '/api/v1/deliveries?since=yesterday');
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path: 'since' }]);
  });
});
