import { statSync } from 'node:fs';
import type { z } from 'zod';
import { diskSpaceOf } from '../alerts/disk-space.ts';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { assertReachesAll } from '../http/caller.ts';
import { ok, type Route, route } from '../http/route.ts';
import { toIsoOrNull } from '../http/views.ts';
import { databasePathIn } from '../settings/data-folder.ts';
import { version } from '../version.ts';
import { findBacklog } from '../webhooks/monitoring/backlog.store.ts';
import { InstanceView, maxCounted } from './instance.view.ts';

type InstanceApp = Pick<App, 'config' | 'clock' | 'read' | 'clockCheck' | 'drainer' | 'fanOuts'>;

export const instanceRoutes = (app: InstanceApp): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/instance',
    scope: 'read',
    tag: 'Service',
    summary: 'Reads how this installation is doing, and what the operator has set',
    answers: { 200: { description: 'As it is now.', schema: InstanceView } },
    handle: async ({ caller }) => {
      assertReachesAll(caller, 'this is');
      return ok(await describe(app));
    },
  }),
];

const describe = async (app: InstanceApp): Promise<z.input<typeof InstanceView>> => {
  const { config, clock, drainer, fanOuts } = app;
  const disk = await diskSpaceOf(config.dataDir);
  const backlog = await findBacklog(app.read, {}, maxCounted);
  return {
    version,
    base_url: config.baseUrl,
    now: toIso(clock.now()),
    clock_skew_ms: app.clockCheck.skew()?.skewMs ?? null,
    database_bytes: statSync(databasePathIn(config.dataDir)).size,
    disk: disk ? { free_bytes: disk.freeBytes, total_bytes: disk.totalBytes } : null,
    sending: drainer.isAlive && fanOuts.isAlive,
    backlog: {
      pending: backlog.pending,
      sending: backlog.sending,
      held: backlog.held,
      oldest_pending_at: toIsoOrNull(backlog.oldestPendingAt),
    },
    mail: config.smtpUrl !== undefined,
    metrics: config.metricsToken !== undefined,
    webhook_allow_http: config.webhookAllowHttp,
    webhook_allow_cidrs: [...config.webhookAllowCidrs],
    retention: {
      payload_days: config.retentionPayloadDays,
      excerpt_days: config.retentionExcerptDays,
      attempt_days: config.retentionAttemptDays,
    },
  };
};
