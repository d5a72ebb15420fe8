import { describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertTransitions } from '../src/alerts/alert.ts';
import { notificationTransitions } from '../src/alerts/notification.ts';
import { commissionTransitions } from '../src/commissions/commission.ts';
import { conversionTransitions } from '../src/conversions/conversion.ts';
import { systemRandom } from '../src/core/ids.ts';
import type { Transitions } from '../src/core/transitions.ts';
import { importTransitions } from '../src/imports/import.ts';
import { partnerTransitions } from '../src/partners/partner.ts';
import { payoutTransitions } from '../src/payouts/payout.ts';
import { payoutBatchTransitions } from '../src/payouts/payout-batch.ts';
import { referralTransitions } from '../src/referrals/referral.ts';
import { refundTransitions } from '../src/refunds/refund.ts';
import { deliveryTransitions } from '../src/webhooks/deliveries/delivery.ts';
import { endpointTransitions } from '../src/webhooks/endpoints/endpoint.ts';
import { recoveryTransitions } from '../src/webhooks/recovery/recovery.ts';
import { mintSecret, signatureHeaders, signingKeyOf } from '../src/webhooks/signing/signature.ts';

const root = join(import.meta.dir, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const tables: Transitions<string>[] = [
  partnerTransitions,
  referralTransitions,
  conversionTransitions,
  refundTransitions,
  commissionTransitions,
  payoutTransitions,
  payoutBatchTransitions,
  importTransitions,
  endpointTransitions,
  deliveryTransitions,
  recoveryTransitions,
  alertTransitions,
  notificationTransitions,
].map((table) => table as unknown as Transitions<string>);

describe('ARCHITECTURE.md', () => {
  test.each(tables.map((table) => [table.noun, table] as const))(
    'draws the states of a %s as they are',
    (noun, table) => {
      const heading = `### ${noun.charAt(0).toUpperCase()}${noun.slice(1)}\n`;
      const section = read('ARCHITECTURE.md').split(heading)[1]?.split('```')[1] ?? '';
      const drawn = [...section.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} ${to}`);
      const moves = table.states.flatMap((from) => (table.table[from] ?? []).map((to) => `${from} ${to}`));
      expect(drawn.length).toBeGreaterThan(0);
      expect(drawn.sort()).toEqual(moves.sort());
    },
  );

  test('names only files and folders that there are', () => {
    const named = [
      ...read('ARCHITECTURE.md').matchAll(/`((?:src|views|public|test|migrations|bench|docs)\/[\w./-]*)`/g),
    ];
    expect(named.length).toBeGreaterThan(20);
    const missing = named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  type Verify = (rawBody: string, headers: Record<string, string>, secret: string) => boolean;
  const sample = /```js\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
  const load = async (): Promise<Verify> => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-readme-'));
    const file = join(folder, 'sample.mjs');
    writeFileSync(file, sample);
    try {
      return ((await import(file)) as { isFromTributary: Verify }).isFromTributary;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const secret = mintSecret(systemRandom);
  const body = '{"id":"evt_1","type":"commission.created"}';
  const key = signingKeyOf(secret);
  const sent = { eventId: 'evt_1', timestamp: '1780000000', body };
  const headers = {
    'webhook-id': sent.eventId,
    'webhook-timestamp': sent.timestamp,
    ...signatureHeaders('dual', { single: key, list: [key] }, sent),
  };

  test('shows code that accepts what we sign', async () => {
    expect((await load())(body, headers, secret)).toBe(true);
  });

  test('shows code that refuses what was altered or signed with another secret', async () => {
    const verify = await load();
    expect(verify(`${body} `, headers, secret)).toBe(false);
    expect(verify(body, headers, mintSecret(systemRandom))).toBe(false);
  });
});
