import { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { Caller } from '../http/caller.ts';
import { ok, type Route, route } from '../http/route.ts';
import { isoTime } from '../http/views.ts';
import { isSound } from './examination.ts';

const CheckView = z.strictObject({
  name: z.string(),
  invariant: z.string(),
  sentence: z.string().describe('What is true when nothing is found.'),
  violations: z.int(),
  examples: z.array(z.strictObject({ id: z.string(), what: z.string() })).describe('The first ten.'),
});

const IntegrityView = z
  .strictObject({
    ok: z.boolean().nullable().describe('Null before the first examination.'),
    checked_at: isoTime.nullable(),
    duration_ms: z.int().nullable(),
    running: z.boolean().describe('Whether an examination is under way.'),
    checks: z.array(CheckView),
  })
  .meta({ id: 'Integrity' });

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
      assertReachesAll(caller);
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
      assertReachesAll(caller);
      void app.integrity.run();
      return { status: 202, body: toView(app) };
    },
  }),
];

/** It names things of every program. @throws DomainError `forbidden` */
const assertReachesAll = (caller: Caller): void => {
  if (caller.programId === null) return;
  throw new DomainError('forbidden', 'This key reaches one program; the checks are of all of them.');
};

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
