import { Cron } from 'croner';
import { forgetOldAlerts } from './alerts/alert-retention.service.ts';
import type { App } from './app.ts';
import { isAnyReadyToBecomeDue } from './commissions/commission.store.ts';
import type { Origin, Work } from './database/work.ts';
import { forgetImportFiles } from './imports/import.service.ts';
import { isAnyReferralOver } from './referrals/referral.store.ts';
import { endReferralsThatAreOver } from './referrals/referral-expiry.service.ts';
import { countForReports } from './reports/counting/counter.ts';
import { forgetEndedSessions, storeSightings } from './sessions/sessions.service.ts';
import { disableFailingEndpoints } from './webhooks/endpoints/endpoint-disabling.service.ts';
import { forgetExpiredSecrets } from './webhooks/endpoints/endpoint-secret.service.ts';
import { isAnySecretExpired } from './webhooks/endpoints/endpoint-secret.store.ts';
import { forgetUnusedSets } from './webhooks/fan-out/unused-sets.ts';
import { forgetOldMinutes } from './webhooks/monitoring/minute-retention.service.ts';
import { runRecoveries } from './webhooks/recovery/run-recoveries.ts';
import { runRetention } from './webhooks/retention/retention.ts';
import { expireOldDeliveries } from './webhooks/retries/expiry.service.ts';
import { releaseDueCommissions } from './workflows/commissions/release-due-commissions.ts';
import { runImports } from './workflows/imports/run-imports.ts';
import { runPayoutBatches } from './workflows/payouts/run-payout-batches.ts';
import { continueSampleShop } from './workflows/sample-shop/make-sample-shop.ts';
import { advanceTiers, isTierWorkWaiting } from './workflows/tiers/advance-tiers.ts';

/** Something that must happen from time to time, whether or not anybody asks. */
export interface Job {
  readonly name: string;
  /** Six parts: second, minute, hour, day, month, weekday; in UTC. */
  readonly schedule: string;
  /** Runs at the start, too. */
  readonly atStart?: boolean;
  run(app: App): Promise<unknown>;
}

/** Every background job there is. Each catches up by itself after downtime: a missed run is no lost work. */
export const jobs: readonly Job[] = [
  {
    name: 'due_commissions',
    // Each second: without a hold a commission is due at once, and looking takes one step into an index.
    schedule: '* * * * * *',
    run: async ({ read, clock, transact, ids }) => {
      if (await isAnyReadyToBecomeDue(read, clock.now()))
        await releaseDueCommissions(transact, ids.mint('req'));
    },
  },
  {
    name: 'tiers',
    // A sale looks for itself whether a period has ended; this is for partners who sell nothing.
    schedule: '*/5 * * * * *',
    atStart: true,
    run: async ({ read, clock, transact, ids }) => {
      if (await isTierWorkWaiting(read, clock.now())) await advanceTiers(transact, ids.mint('req'));
    },
  },
  {
    name: 'referrals_that_are_over',
    schedule: '35 * * * * *',
    run: async (app) => {
      if (!(await isAnyReferralOver(app.read, app.clock.now()))) return;
      await whileMore(app, 'referrals_that_are_over', endReferralsThatAreOver);
    },
  },
  // What an approval or a bulk completion has begun and not finished in its own request.
  { name: 'payout_batches', schedule: '* * * * * *', run: runPayoutBatches },
  { name: 'sample_shop', schedule: '* * * * * *', run: continueSampleShop },
  { name: 'imports', schedule: '* * * * * *', run: runImports },
  {
    name: 'old_import_files',
    schedule: '30 * * * * *',
    run: (app) => whileMore(app, 'old_import_files', forgetImportFiles),
  },
  {
    name: 'expired_secrets',
    // They sign nothing from their last instant on; this is about not keeping them.
    schedule: '* * * * * *',
    run: async (app) => {
      if (!(await isAnySecretExpired(app.read, app.clock.now()))) return;
      await whileMore(app, 'expired_secrets', (work) => forgetExpiredSecrets(work, app.drainer));
    },
  },
  // What asks nobody and is claimed by nobody grows old all the same.
  { name: 'expired_deliveries', schedule: '15 * * * * *', run: expireOldDeliveries },
  { name: 'failing_endpoints', schedule: '45 */10 * * * *', run: disableFailingEndpoints },
  {
    name: 'webhook_recoveries',
    schedule: '* * * * * *',
    run: ({ read, transact, drainer }) => runRecoveries({ read, transact, signals: drainer }),
  },
  { name: 'alerts', schedule: '*/5 * * * * *', atStart: true, run: ({ alerts }) => alerts.evaluate() },
  { name: 'notifications', schedule: '*/5 * * * * *', run: ({ alerts }) => alerts.notify() },
  {
    name: 'old_alerts',
    schedule: '20 27 * * * *',
    run: (app) => whileMore(app, 'old_alerts', forgetOldAlerts),
  },
  {
    name: 'metrics_samples',
    schedule: '*/15 * * * * *',
    run: async ({ config, samples }) => config.metricsToken !== undefined && samples.take(),
  },
  // What is not counted yet is read row by row by whoever asks for a report.
  { name: 'reports', schedule: '* * * * * *', atStart: true, run: countForReports },
  // What was counted is stored by itself within a second; this takes over what an earlier process has left.
  { name: 'webhook_minutes', schedule: '0 * * * * *', run: ({ minutes }) => minutes.store() },
  {
    name: 'old_webhook_minutes',
    schedule: '20 7 * * * *',
    run: (app) => whileMore(app, 'old_webhook_minutes', forgetOldMinutes),
  },
  // At another second than the rest of the minute's jobs.
  { name: 'retention', schedule: '40 * * * * *', run: runRetention },
  {
    name: 'unused_subscriber_sets',
    schedule: '50 17 * * * *',
    run: (app) => whileMore(app, 'unused_subscriber_sets', forgetUnusedSets),
  },
  // After the start when the rest has settled, then once a day; on a thread of its own.
  { name: 'integrity', schedule: '10 * * * * *', run: ({ integrity }) => integrity.runIfDue() },
  {
    name: 'sign_in_usage',
    schedule: '15 * * * * *',
    run: ({ gate, transact, ids }) => storeSightings(transact, gate.sightings, ids.mint('req')),
  },
  {
    name: 'ended_sign_ins',
    schedule: '45 7 * * * *',
    run: ({ transact, ids }) => forgetEndedSessions(transact, ids.mint('req')),
  },
  { name: 'key_usage', schedule: '30 * * * * *', run: ({ keys, transact }) => keys.flush(transact) },
];

/** Repeats a unit of a job until it says that there is no more to do; everybody else comes first. */
const whileMore = async (
  { transact, ids }: App,
  job: string,
  unit: (work: Work) => Promise<boolean>,
): Promise<void> => {
  const requestId = ids.mint('req');
  const origin: Origin = { actor: { kind: 'system', id: job }, requestId, lane: 'bulk' };
  while (await transact(origin, unit));
};

export interface RunningJobs {
  /** No further run begins; one under way ends by itself. */
  stop(): void;
}

/** Runs each job on its schedule, never two runs of one at a time; a failure is logged and tried again next time. */
export const startJobs = (app: App): RunningJobs => {
  const crons = jobs.map((job) => {
    const options = { timezone: 'UTC', protect: true, catch: reportTo(app, job) };
    const cron = new Cron(job.schedule, options, async () => {
      await job.run(app);
    });
    if (job.atStart) void cron.trigger();
    return cron;
  });
  return { stop: () => crons.forEach((cron) => void cron.stop()) };
};

const reportTo =
  (app: App, job: Job) =>
  (error: unknown): void =>
    app.log.error('job_failed', { job: job.name, error: String(error) });
