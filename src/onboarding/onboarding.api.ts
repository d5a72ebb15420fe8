import { z } from 'zod';
import { readAlertSettings } from '../alerts/alert-settings.service.ts';
import type { App } from '../app.ts';
import type { ProgramId } from '../core/ids.ts';
import { id } from '../http/fields.ts';
import { noContent, ok, type Route, route } from '../http/route.ts';
import { resolveKnownProgram } from '../programs/asked-program.ts';
import { readSetting, writeSetting } from '../settings/settings.store.ts';
import { hasClick, hasDelivered, hasPartner, hasPurchase } from './onboarding.store.ts';
import { type OnboardingStep, onboardingSteps } from './onboarding.ts';
import { OnboardingView } from './onboarding.view.ts';

type OnboardingApp = Pick<App, 'read' | 'transact' | 'config'>;

const tag = 'Onboarding';

export const onboardingRoutes = (app: OnboardingApp): Route[] => [read(app), dismiss(app), restore(app)];

const read = (app: OnboardingApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/onboarding',
    scope: 'read',
    tag,
    summary: 'What is set up already, and what comes next',
    description: 'Found from what is stored: nobody ticks anything off.',
    query: z.strictObject({ program_id: id('prg').optional() }),
    answers: { 200: { description: 'The steps in their order.', schema: OnboardingView } },
    handle: async ({ caller, query }) => {
      const program = await resolveKnownProgram(app.read, caller, query.program_id, 'program_id');
      const done = await findDone(app, program.id);
      return ok({
        program_id: program.id,
        is_dismissed: (await readSetting(app.read, 'onboarding_dismissed')) === 'true',
        is_complete: onboardingSteps.every((step) => done[step]),
        steps: onboardingSteps.map((name) => ({ name, is_done: done[name] })),
      });
    },
  });

const findDone = async (
  app: OnboardingApp,
  programId: ProgramId,
): Promise<Readonly<Record<OnboardingStep, boolean>>> => ({
  program: true,
  partner: await hasPartner(app.read, programId),
  click: await hasClick(app.read, programId),
  purchase: await hasPurchase(app.read, programId),
  webhook: await hasDelivered(app.read, programId),
  alerts: await areAlertsHeard(app),
});

/** Mail goes out when there is a mail server and somebody to write to. */
const areAlertsHeard = async ({ read, config }: OnboardingApp): Promise<boolean> => {
  const { hook, emailRecipients } = await readAlertSettings(read);
  return hook !== null || (config.smtpUrl !== undefined && emailRecipients.length > 0);
};

const dismiss = (app: OnboardingApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/onboarding/dismissal',
    scope: 'write',
    tag,
    summary: 'Take the steps away from the overview, for everybody',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 204: { description: 'They are gone.' } },
    handle: ({ origin }) => setDismissed(app, origin, 'true'),
  });

const restore = (app: OnboardingApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/onboarding/dismissal',
    scope: 'write',
    tag,
    summary: 'Show the steps again',
    answers: { 204: { description: 'They are back, until all are done.' } },
    handle: ({ origin }) => setDismissed(app, origin, 'false'),
  });

const setDismissed = async (
  { transact }: OnboardingApp,
  origin: Parameters<App['transact']>[0],
  value: 'true' | 'false',
) => {
  await transact(origin, ({ tx }) => writeSetting(tx, 'onboarding_dismissed', value));
  return noContent;
};
