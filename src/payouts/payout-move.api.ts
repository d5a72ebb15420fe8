import { z } from 'zod';
import type { App } from '../app.ts';
import { type Instant, toIso } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import { id, instant, reference, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { cancelPayout } from '../workflows/payouts/cancel-payout.ts';
import { completePayout } from '../workflows/payouts/complete-payout.ts';
import { failPayout, retryPayout, submitPayout } from '../workflows/payouts/move-payout.ts';
import { reversePayout } from '../workflows/payouts/reverse-payout.ts';
import { failureReasons, type Payout, payoutReasons } from './payout.ts';
import { PayoutView, toPayoutView } from './payout.view.ts';
import { getPayout } from './reachable-payout.ts';

type MoveApp = Pick<App, 'transact' | 'clock'>;

export const payoutMoveRoutes = (app: MoveApp): Route[] => [
  submissionRoute(app),
  completionRoute(app),
  failureRoute(app),
  retryRoute(app),
  cancellationRoute(app),
  reversalRoute(app),
];

const note = text(500).optional().describe('What else there is to say, for people to read.');

const SubmissionBody = z
  .strictObject({ reference: reference(200).optional() })
  .meta({ id: 'PayoutSubmission' });

export const CompletionBody = z
  .strictObject({
    reference: reference(200).describe('What the bank or the provider calls the payment.'),
    paid_at: instant
      .optional()
      .describe('When the money was paid, not before the payout was made; now unless said otherwise.'),
  })
  .meta({ id: 'PayoutCompletion' });

const FailureBody = z.strictObject({ reason: z.enum(failureReasons), note }).meta({ id: 'PayoutFailure' });

const WhyBody = z
  .strictObject({ reason: z.enum(payoutReasons).default('other'), note })
  .meta({ id: 'PayoutWhy' });

const ReversalBody = z.strictObject({ reason: z.enum(payoutReasons), note }).meta({ id: 'PayoutReversal' });

/**
 * @param madeAt when there was something to pay at the earliest
 * @throws DomainError `invalid_request` for an instant that is still to come, or before that
 */
export const paidAtOf = (paidAt: Instant | undefined, now: Instant, madeAt: Instant): Instant => {
  if (paidAt === undefined) return now;
  if (paidAt > now) throw invalidField('paid_at', 'must not be in the future');
  if (paidAt < madeAt) {
    throw invalidField('paid_at', `must not be before the payout was made, ${toIso(madeAt)}`);
  }
  return paidAt;
};

const submissionRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'submission',
    summary: 'Hands a scheduled payout over to whoever pays it',
    description: 'Refused with `conflict` while the partner is suspended.',
    body: SubmissionBody,
    bodyOptional: true,
    apply: (work, payout, body) => submitPayout(work, payout, body.reference ?? null),
  });

const completionRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'completion',
    summary: 'Marks a payout as paid; its commissions are paid with it',
    description:
      'A scheduled payout passes through processing in the same commit. That is refused with `conflict` while the partner is suspended; what is processing already can be completed.',
    body: CompletionBody,
    apply: (work, payout, body) =>
      completePayout(work, payout, {
        reference: body.reference,
        paidAt: paidAtOf(body.paid_at, work.now, payout.createdAt),
      }),
  });

const failureRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'failure',
    summary: 'Says that a payout could not be paid',
    description: 'Its commissions stay reserved until it is retried or canceled.',
    body: FailureBody,
    apply: (work, payout, body) => failPayout(work, payout, { reason: body.reason, note: body.note ?? null }),
  });

const retryRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'retry',
    summary: 'Schedules a failed payout once more, with the same items',
    body: z.strictObject({}),
    bodyOptional: true,
    apply: (work, payout) => retryPayout(work, payout),
  });

const cancellationRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'cancellation',
    summary: 'Cancels a scheduled or failed payout; its commissions are due again',
    body: WhyBody,
    bodyOptional: true,
    apply: (work, payout, body) =>
      cancelPayout(work, payout, { reason: body.reason, note: body.note ?? null }),
  });

const reversalRoute = (app: MoveApp): Route =>
  moveRoute(app, {
    move: 'reversal',
    summary: 'Says that the money of a completed payout came back',
    description:
      'Its commissions stay paid. Each gets a `restore` line for exactly what was paid, due at once: together they are what the payout was.',
    body: ReversalBody,
    apply: (work, payout, body) =>
      reversePayout(work, payout, { reason: body.reason, note: body.note ?? null }),
  });

interface Move<Body extends z.ZodType> {
  readonly move: string;
  readonly summary: string;
  readonly description?: string;
  readonly body: Body;
  readonly bodyOptional?: boolean;
  apply(work: Work, payout: Payout, body: z.output<Body>): Promise<Payout>;
}

const moveRoute = <Body extends z.ZodType>(app: MoveApp, move: Move<Body>): Route =>
  route({
    method: 'POST',
    path: `/api/v1/payouts/:id/${move.move}`,
    scope: 'payouts',
    tag: 'Payouts',
    summary: move.summary,
    description: move.description,
    params: z.strictObject({ id: id('pay') }),
    body: move.body,
    bodyOptional: move.bodyOptional,
    answers: { 200: { description: 'The payout after the move.', schema: PayoutView } },
    handle: async ({ request, caller, origin, params, body }) => {
      const expected = readIfMatch(request);
      const moved = await app.transact(origin, async (work) => {
        const payout = await getPayout(work.tx, caller, params.id);
        assertRowVersion(expected, payout.rowVersion, 'payout');
        return await move.apply(work, payout, body);
      });
      return ok(toPayoutView(moved), etagOf(moved.rowVersion));
    },
  });
