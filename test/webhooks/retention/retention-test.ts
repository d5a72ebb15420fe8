import type { App } from '../../../src/app.ts';
import { dayMs } from '../../../src/core/clock.ts';
import { type RetentionRun, runRetention } from '../../../src/webhooks/retention/retention.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** A webhook test whose receiver answers something, with retention at hand. */
export interface RetentionTest extends WebhookTest {
  retain(): Promise<RetentionRun>;
  /** Moves time and sends what has become due. */
  pass(days: number): Promise<void>;
  /** For each event in its order whether its body is there. */
  payloads(): Promise<boolean[]>;
  excerpts(): Promise<(string | null)[]>;
}

export const createRetentionTest = async (): Promise<RetentionTest> => {
  const test = await createWebhookTest();
  const { app, receiver } = test;
  receiver.answer(() => new Response('thanks'));
  return {
    ...test,
    retain: () => runRetention(app),
    pass: (days) => test.drainAfter(days * dayMs),
    payloads: () => hasPayload(app),
    excerpts: async () => {
      const rows = await app.read.selectFrom('attempts').select('response_excerpt').orderBy('seq').execute();
      return rows.map((row) => row.response_excerpt);
    },
  };
};

const hasPayload = async (app: App): Promise<boolean[]> => {
  const rows = await app.read.selectFrom('events').select('body').orderBy('seq').execute();
  return rows.map(({ body }) => body !== null);
};
