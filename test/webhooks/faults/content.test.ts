import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type EventData, eventDefinition } from '../../../src/events/catalogue.ts';
import { recordEvent } from '../../../src/events/record.ts';
import { formatNames } from '../../../src/webhooks/formats/formats.ts';
import { testOrigin } from '../../support/app.ts';
import { startAtPresent } from '../formats/support/deliver.ts';
import { testProgram } from '../support/publish.ts';
import { createPageVerifier, libraryAccepts } from '../support/verifiers.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
beforeEach(async () => {
  world = await createWebhookTest();
  startAtPresent(world);
});
afterEach(() => world.close());

const pageAccepts = await createPageVerifier();

/** Commits an event about a partner of this name. */
const publishAbout = (name: string): Promise<void> =>
  world.app.transact(testOrigin, async (work) => {
    const example = eventDefinition('partner.updated').example as EventData<'partner.updated'>;
    const about = { programId: testProgram, partnerId: null, entityId: example.id };
    recordEvent(work, 'partner.updated', { ...about, data: { ...example, name, code: name } });
  });

const names: readonly [string, string][] = [
  ['of other scripts', 'Ünïcödé 株式会社 مرحبا'],
  ['of emoji, joined and single', '👩‍👩‍👧‍👦🏳️‍🌈💸'],
  ['with line separators', 'one\u2028two\u2029three'],
  ['with what ends lines and strings', 'a"b\\c\r\nX-Injected: yes\t\u0000'],
  ['with half a surrogate pair', 'broken \ud800 end'],
  ['of 256 KiB', 'ß'.repeat(128 * 1024)],
  ['of nothing', ''],
];

describe('a name', () => {
  test.each(names)(
    '%s arrives in every format as the bytes that were signed, on the retry too',
    async (_, name) => {
      const secrets = new Map<string, string>();
      for (const format of formatNames) {
        const endpoint = await world.subscribe({ format, name: format, event_types: ['partner.updated'] });
        secrets.set(endpoint.id, String(endpoint.secret));
      }
      world.receiver.answer(({ headers }) => {
        return new Response(null, { status: headers['webhook-attempt'] === '1' ? 503 : 204 });
      });
      await publishAbout(name);
      await world.drain();
      await world.drainAfter(60_000);
      expect(world.receiver.requests).toHaveLength(2 * formatNames.length);
      for (const request of world.receiver.requests) {
        const secret = String(secrets.get(String(request.headers['webhook-endpoint-id'])));
        expect(libraryAccepts(request, secret)).toBe(true);
        expect(libraryAccepts({ ...request, body: `${request.body} ` }, secret)).toBe(false);
        if (request.headers['svix-signature']) expect(pageAccepts(request, secret)).toBe(true);
        expect(request.headers).not.toHaveProperty('x-injected');
        expect(JSON.stringify(JSON.parse(request.body).data)).toContain(JSON.stringify(name));
      }
    },
  );
});
