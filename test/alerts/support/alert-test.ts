import { type App, createApp } from '../../../src/app.ts';
import { minuteMs } from '../../../src/core/clock.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { durationStepOf, durationStepsMs } from '../../../src/webhooks/monitoring/delivery-minute.ts';
import { type TestApp, testOrigin } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { seededRandom } from '../../support/random.ts';
import { startReceiver, type TestReceiver } from '../../support/receiver.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.ts';
import { createWebhookTest, type WebhookTest } from '../../webhooks/support/webhook-test.ts';

export interface AlertBody extends AnswerBody {
  readonly cause: string;
  readonly subject: string;
  readonly stage: number;
  readonly sentence: string;
  readonly severity: string;
  readonly program_id: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly notifications: readonly {
    readonly channel: string;
    readonly kind: string;
    readonly state: string;
    readonly attempts: number;
    readonly problem: string | null;
    readonly next_attempt_at: string | null;
  }[];
}

/** An application that can mail and call a hook, with both on loopback. */
export interface AlertTest extends WebhookTest {
  readonly smtp: TestSmtpServer;
  readonly hook: TestReceiver;
  /** What the jobs do: look, then tell. */
  look(): Promise<void>;
  tell(): Promise<void>;
  lookAfter(ms: number): Promise<void>;
  alerts(query?: string): Promise<readonly AlertBody[]>;
  /** Changes the settings of alerts. */
  set(body: Readonly<Record<string, unknown>>): Promise<void>;
}

export const createAlertTest = async (): Promise<AlertTest> => {
  const smtp = await startSmtpServer();
  const hook = startReceiver();
  const smtpUrl = `smtp://mailer:pass-of-mail@127.0.0.1:${smtp.port}`;
  const test = await createWebhookTest(undefined, { smtpUrl, mailFrom: 'tributary@example.com' });
  const { app, call, clock } = test;
  const look = () => app.alerts.evaluate();
  return {
    ...test,
    smtp,
    hook,
    look,
    tell: () => app.alerts.notify(),
    lookAfter: (ms) => {
      clock.advance(ms);
      return look();
    },
    alerts: async (query = '?state=open') => {
      const answer = await call<{ data: AlertBody[] }>('GET', `/api/v1/alerts${query}`);
      return answer.body.data;
    },
    set: async (body) => {
      const answer = await call('PATCH', '/api/v1/settings/alerts', { body });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
    close: async () => {
      await test.close();
      await smtp.stop();
      await hook.stop();
    },
  };
};

/** The application as it starts anew on the same database. */
export const anotherProcess = ({ app, clock }: Pick<TestApp, 'app' | 'clock'>): Promise<App> =>
  createApp(app.config, {
    clock,
    timers: clock.timers,
    random: seededRandom(0x2545f491),
    log: recordingLog().log,
    lookup: async () => [],
    onFatal: (error) => {
      throw error;
    },
    checkEvents: true,
  });

export interface Counted {
  readonly succeeded?: number;
  readonly failed?: number;
  /** How long the slowest took; all the others took a moment. */
  readonly longestMs?: number;
}

/** Stores a minute of attempts as the monitoring does, in the present minute unless an earlier one is meant. */
export const countAttempts = async (
  { app, clock }: Pick<TestApp, 'app' | 'clock'>,
  endpointId: EndpointId,
  { succeeded = 0, failed = 0, longestMs = 1 }: Counted,
  minutesAgo = 0,
): Promise<void> => {
  const buckets = durationStepsMs.map(() => 0);
  buckets[0] = succeeded + failed - 1;
  const step = durationStepOf(longestMs);
  buckets[step] = (buckets[step] ?? 0) + 1;
  await app.transact(testOrigin, ({ tx }) =>
    tx
      .insertInto('webhook_minutes')
      .values({
        endpoint_id: endpointId,
        minute: Math.floor(clock.now() / minuteMs) - minutesAgo,
        succeeded,
        failed,
        slow: longestMs > 5_000 ? 1 : 0,
        duration_ms_sum: longestMs,
        duration_ms_max: longestMs,
        ...(Object.fromEntries(buckets.map((count, index) => [`bucket_${index}`, count])) as Record<
          `bucket_${0}`,
          number
        >),
      } as never)
      .execute(),
  );
};
