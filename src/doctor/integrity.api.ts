import { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { assertReachesAll } from '../http/caller.ts';
import { ok, type Route, route } from '../http/route.ts';
import { isSound } from './examination.ts';
import { IntegrityView } from './integrity.view.ts';

type IntegrityApp = Pick<App, 'integrity'>;

const path = '/api/v1/integrity';
const tag = 'Service';
const answers = { description: 'What the last examination came to.', schema: IntegrityView };

export const integrityRoutes = (app: IntegrityApp): Route[] => [
  route({
    method: 'GET',
    path,
    scope: 'admin',
    tag,
    summary: 'Whether everything stored agrees with itself',
    description:
      'The checks of `tributary doctor`, made a little after the start and then once a day, in the background. What they find opens an alert.',
    answers: { 200: answers },
    handle: ({ caller }) => {
      assertReachesAll(caller, 'the checks are');
      return ok(toView(app));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/examination`,
    scope: 'admin',
    tag,
    summary: 'Makes the checks now',
    description: 'Begins, unless one is under way, and answers at once: ask again for what it came to.',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 202: answers },
    handle: ({ caller }) => {
      assertReachesAll(caller, 'the checks are');
      void app.integrity.run();
      return { status: 202, body: toView(app) };
    },
  }),
];

const toView = ({ integrity }: IntegrityApp): z.input<typeof IntegrityView> => {
  const { last } = integrity;
  return {
    ok: last ? isSound(last) : null,
    checked_at: last ? toIso(last.checkedAt) : null,
    duration_ms: last?.durationMs ?? null,
    running: integrity.isRunning,
    checks: (last?.results ?? []).map((result) => ({
      ...result,
      examples: result.examples.map((example) => ({ ...example })),
    })),
  };
};
