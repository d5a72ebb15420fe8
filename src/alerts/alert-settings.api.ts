import { z } from 'zod';
import type { App } from '../app.ts';
import { recordChange } from '../audit/record.ts';
import { invalidField } from '../core/errors.ts';
import { given } from '../core/given.ts';
import { assertReachesAll } from '../http/caller.ts';
import { email } from '../http/fields.ts';
import { type Answer, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { isRefused, parseTarget } from '../outbound/target.ts';
import { alertCauseNames } from './alert.ts';
import { readAlertSettings, writeAlertSettings } from './alert-settings.service.ts';
import { type AlertSettings, minSlowMs } from './alert-settings.ts';
import {
  AlertSettingsView,
  AlertTestView,
  type ChannelFacts,
  toAlertSettingsView,
} from './alert-settings.view.ts';
import { hookSealContext } from './channel.service.ts';
import { findLastTried } from './notification.store.ts';
import { channelNames } from './notification.ts';

type SettingsApp = Pick<App, 'read' | 'transact' | 'secrets' | 'outboundPolicy' | 'alerts'>;

const tag = 'Alerts';
const path = '/api/v1/settings/alerts';

const AlertSettingsBody = z.strictObject({
  email_recipients: z
    .array(email)
    .max(20, 'may name at most 20 addresses')
    .optional()
    .meta({ description: 'Who gets mail; a mail server must be set (TRIBUTARY_SMTP_URL).' }),
  hook_url: z.string().max(2_048).nullable().optional().meta({
    description:
      'An incoming webhook as Slack has them. Write-only: only its host is shown. Null removes it.',
  }),
  minimum_sample: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: 'Attempts within 15 minutes below which no share is judged; 1 unless set.' }),
  failure_rate_basis_points: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .meta({ description: 'An alert opens above it: 100, unless set, is 1 %.' }),
  slow_ms: z.int().min(minSlowMs).max(30_000).optional().meta({
    description: 'An answer that took longer is slow; 5000 unless set.',
  }),
  causes: z.array(z.enum(alertCauseNames)).optional().meta({
    description: 'What is watched; everything unless set. What is left out is closed without a word.',
  }),
});

export const alertSettingsRoutes = (app: SettingsApp): Route[] => [read(app), change(app), test(app)];

const read = (app: SettingsApp): Route =>
  route({
    method: 'GET',
    path,
    scope: 'admin',
    tag,
    summary: 'Reads who is alerted of what',
    answers: { 200: { description: 'The settings.', schema: AlertSettingsView } },
    handle: async ({ caller }) => {
      assertReachesAll(caller, 'these settings are');
      return settingsAnswer(app, await readAlertSettings(app.read));
    },
  });

const change = (app: SettingsApp): Route =>
  route({
    method: 'PATCH',
    path,
    scope: 'admin',
    tag,
    summary: 'Changes who is alerted of what',
    description: 'A field that is left out stays.',
    body: AlertSettingsBody,
    answers: { 200: { description: 'The settings.', schema: AlertSettingsView } },
    handle: async ({ request, caller, origin, body }) => {
      assertReachesAll(caller, 'these settings are');
      const edit = toEdit(app, body);
      const changed = await app.transact(origin, async (work) => {
        const { tx } = work;
        const before = await readAlertSettings(tx);
        assertRowVersion(readIfMatch(request), before.rowVersion, 'setting');
        const after = { ...before, ...edit, rowVersion: before.rowVersion + 1 };
        await writeAlertSettings(tx, after);
        recordChange(work, { id: 'settings.alerts', programId: null, before, after });
        return after;
      });
      return settingsAnswer(app, changed);
    },
  });

const test = (app: SettingsApp): Route =>
  route({
    method: 'POST',
    path: `${path}/test`,
    scope: 'admin',
    tag,
    summary: 'Sends a test through every channel',
    description:
      'Waits for each of them and answers what came of it; an empty list means that none is set up.',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 200: { description: 'What came of it.', schema: AlertTestView } },
    handle: async ({ caller }) => {
      assertReachesAll(caller, 'these settings are');
      return ok({ results: [...(await app.alerts.test())] } satisfies z.input<typeof AlertTestView>);
    },
  });

const toEdit = (app: SettingsApp, body: z.output<typeof AlertSettingsBody>): Partial<AlertSettings> => ({
  ...given({
    emailRecipients: body.email_recipients && [...new Set(body.email_recipients)],
    minimumSample: body.minimum_sample,
    failureRateBasisPoints: body.failure_rate_basis_points,
    slowMs: body.slow_ms,
    causes: body.causes && alertCauseNames.filter((cause) => body.causes?.includes(cause)),
  }),
  ...(body.hook_url === undefined ? {} : { hook: hookOf(app, body.hook_url) }),
});

const hookOf = ({ secrets, outboundPolicy }: SettingsApp, url: string | null): AlertSettings['hook'] => {
  if (url === null) return null;
  const target = parseTarget(url, outboundPolicy);
  if (isRefused(target)) throw invalidField('hook_url', target.message);
  return { urlSealed: secrets.seal(url, hookSealContext), host: target.authority };
};

const settingsAnswer = async (app: SettingsApp, settings: AlertSettings): Promise<Answer> => {
  const configured = app.alerts.channelsOf(settings);
  const hosts = { email: app.alerts.mailHost ?? null, hook: settings.hook?.host ?? null };
  const channels: ChannelFacts[] = [];
  for (const channel of channelNames) {
    const last = await findLastTried(app.read, channel);
    channels.push({ channel, configured: configured.includes(channel), host: hosts[channel], last });
  }
  return ok(toAlertSettingsView(settings, channels), etagOf(settings.rowVersion));
};
