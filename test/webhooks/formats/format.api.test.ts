import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eventTypes } from '../../../src/events/catalogue.ts';
import { formatNames } from '../../../src/webhooks/formats/formats.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { deliverTwice } from './support/deliver.ts';

interface FormatBody {
  readonly name: string;
  readonly verifiers: readonly string[];
  readonly event_names: Readonly<Record<string, string>>;
  readonly headers: readonly { readonly name: string }[];
  readonly samples: readonly { readonly language: string; readonly library: string | null }[];
}

let world: WebhookTest;
let formats: readonly FormatBody[];

beforeAll(async () => {
  world = await createWebhookTest();
  formats = (await world.call<{ data: FormatBody[] }>('GET', '/api/v1/webhooks/formats')).body.data;
});
afterAll(() => world.close());

const named = (name: string): FormatBody => {
  const found = formats.find((each) => each.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('GET /api/v1/webhooks/formats', () => {
  test('lists every format with a name for every event type', () => {
    expect(formats.map(({ name }) => name)).toEqual([...formatNames]);
    for (const { event_names, verifiers } of formats) {
      expect(Object.keys(event_names)).toEqual([...eventTypes]);
      expect(verifiers.length).toBeGreaterThan(0);
    }
    expect(named('affiliatebase').event_names).toMatchObject({
      'partner.registered': 'affiliate.created',
      'payout.completed': 'payout.paid',
      'partner.updated': 'partner.updated',
    });
  });

  test.each(formatNames)('names every header of its own that %s sends, and no other', async (format) => {
    const { first } = await deliverTwice(world, { format });
    const sent = Object.keys(first.headers).filter((name) => /webhook|svix|content-type/.test(name));
    const told = named(format).headers.map(({ name }) => name);
    expect(told.sort()).toEqual(sent.sort());
  });

  test.each(formatNames)('shows receivers of %s in four languages', (format) => {
    const { samples } = named(format);
    const plain = samples.filter(({ library }) => library === null).map(({ language }) => language);
    expect(plain).toEqual(['node', 'python', 'php', 'go']);
  });

  test('needs a key that may read', async () => {
    const { status } = await world.call('GET', '/api/v1/webhooks/formats', { key: null });
    expect(status).toBe(401);
  });
});
