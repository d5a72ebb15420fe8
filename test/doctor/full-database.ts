import { copyDatabase } from '../../src/database/copy-database.ts';
import { countForReports } from '../../src/reports/counting/counter.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import type { AnswerBody } from '../support/call.ts';
import { createWebhookTest, type WebhookTest } from '../webhooks/support/webhook-test.ts';

/** A database in which there is something of everything, and all of it agrees. */
export interface FullDatabase {
  readonly test: WebhookTest;
  /** The file that the application has open. */
  readonly path: string;
  copyTo(path: string): void;
}

export const createFullDatabase = async (): Promise<FullDatabase> => {
  const test = await createWebhookTest();
  const make = (path: string, body: object) => post(test, path, body);
  const program = await makeProgram(make);
  const { ada } = await makePartners(make, program.id);
  await test.subscribe({ event_types: ['*'] });
  const buy = (order: string, amount: number, fields: object = {}) =>
    make('/track/purchase', {
      ...{ program: program.id, order_id: order, amount, currency: 'USD', partner: 'ADA' },
      ...fields,
    }) as unknown as Promise<TrackAnswer>;
  const whole = await buy('paid', 10_000, { customer_id: 'sam' });
  await buy('partly', 20_000, { customer_id: 'kim' });
  await buy('capped', 900_000);
  await buy('foreign', 5_000, { currency: 'EUR' });
  await buy('by-bob', 3_000, { partner: 'BOB' });
  await releaseDueCommissions(test.app.transact, 'req_release');
  // What is refunded from here on waits to be corrected.
  await countForReports(test.app);
  await make('/track/refund', { program: program.id, order_id: 'partly', refund_id: 'r1', amount: 5_000 });
  await payAll(test, program.id);
  await make('/track/refund', { program: program.id, order_id: 'paid', refund_id: 'r2', amount: 2_500 });
  await make('/track/refund', { program: program.id, order_id: 'not-yet', refund_id: 'r3', amount: 1 });
  await make('/api/v1/commissions', { partner_id: ada.id, amount: 700, note: 'Welcome' });
  await make(`/api/v1/commissions/${whole.commissions[0]?.id}/adjustment`, { amount: 30, note: 'Promised' });
  await test.drain();
  await test.app.minutes.store();
  // Nobody has sent these yet.
  await buy('last', 1_000);
  const path = `${test.app.config.dataDir}/tributary.db`;
  return { test, path, copyTo: (target) => copyDatabase(path, target) };
};

type Make = (path: string, body: object) => Promise<AnswerBody>;

const makeProgram = async (make: Make): Promise<AnswerBody> => {
  const program = await make('/api/v1/programs', {
    ...{ name: 'Acme', currency: 'USD', hold_days: 0, time_zone: 'Europe/Berlin' },
    default_rule: { kind: 'percent', basis_points: 1_000 },
    caps: { partner: { amount: 50_000, period: 'month' } },
  });
  // A flat amount needs a rate for a sale in another currency; without one it earns nothing.
  await make('/api/v1/commission-rules', {
    ...{ program_id: program.id, kind: 'flat', amount: 500, priority: 1, on: 'purchase' },
    scope: { product_id: 'book' },
  });
  await make('/api/v1/exchange-rates', {
    ...{ program_id: program.id, from: 'EUR', to: 'USD', rate: '1.1', source: 'by hand' },
    valid_from: '2026-01-01T00:00:00Z',
  });
  await make('/api/v1/programs', { name: 'Other', currency: 'USD' });
  return program;
};

const makePartners = async (make: Make, program_id: string) => {
  const group = await make('/api/v1/groups', {
    ...{ program_id, name: 'Creators', tier_window: 'rolling', tier_days: 30 },
  });
  await make('/api/v1/tiers', { group_id: group.id, name: 'Silver', threshold: 1_000_000 });
  const ada = await make('/api/v1/partners', {
    ...{ program_id, group_id: group.id, email: 'ada@example.com', name: 'Ada', code: 'ADA' },
  });
  const bob = await make('/api/v1/partners', {
    program_id,
    email: 'bob@example.com',
    name: 'Bob',
    code: 'BOB',
  });
  await make('/api/v1/links', { partner_id: ada.id, destination_url: 'https://shop.example.com/' });
  return { ada, bob };
};

/** The newest payout came back and is owed again; the one before is paid. */
const payAll = async (test: WebhookTest, program_id: string): Promise<void> => {
  const batch = await post(test, '/api/v1/payout-batches', { program_id });
  await post(test, `/api/v1/payout-batches/${batch.id}/approval`, {});
  const { body } = await test.call('GET', `/api/v1/payouts?batch_id=${batch.id}`);
  for (const payout of body.data) {
    await post(test, `/api/v1/payouts/${payout.id}/completion`, { reference: 'SEPA' });
  }
  await post(test, `/api/v1/payouts/${body.data[0]?.id}/reversal`, { reason: 'returned_by_bank' });
};

const post = async (test: WebhookTest, path: string, body: object): Promise<AnswerBody> => {
  const answer = await test.call('POST', path, { body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
