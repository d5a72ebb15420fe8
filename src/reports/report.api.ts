import type { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import type { ProgramId } from '../core/ids.ts';
import { readCursor, writeCursor } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import type { Caller } from '../http/caller.ts';
import { ok, type Route, route } from '../http/route.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { resolveKnownProgram } from '../programs/asked-program.ts';
import type { Program } from '../programs/program.ts';
import { findBacklog } from '../webhooks/monitoring/backlog.store.ts';
import { sharedSpanMinutes } from '../webhooks/monitoring/span.ts';
import { findSpans } from '../webhooks/monitoring/statistics.store.ts';
import { maxCounted, toWindowView } from '../webhooks/monitoring/statistics.view.ts';
import { startsIn, windowBefore } from '../webhooks/monitoring/window.ts';
import { type Days, readDays, readPartners } from './counting/read-days.ts';
import { overviewOf } from './overview.ts';
import { earningsPerClick, partnersIn, sortedBy, toTopPartnerView, withAny } from './partners.ts';
import { daysBefore, OverviewQuery, PartnersReportQuery, reportedDays } from './report.body.ts';
import { OverviewView, PartnersReportView } from './report.view.ts';
import { findWaiting } from './waiting.store.ts';

type ReportApp = Pick<App, 'read' | 'clock'>;

export const reportRoutes = (app: ReportApp): Route[] => [overviewRoute(app), partnersRoute(app)];

const tag = 'Reports';
const howCounted =
  'Days are those of the time zone of the program, and what a sale brought belongs to the day of the sale, however late it is refunded, rejected or assigned to somebody else.';

const overviewRoute = (app: ReportApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/reports/overview',
    scope: 'read',
    tag,
    summary: 'How a program is doing',
    description: `What partners brought in some days beside as many days before, what waits for a decision, and how webhooks are delivered. ${howCounted}`,
    query: OverviewQuery,
    answers: { 200: { description: 'The report.', schema: OverviewView } },
    handle: async ({ caller, query }) => {
      const program = await resolveKnownProgram(app.read, caller, query.program_id, 'program_id');
      const days = reportedDays(query, program.timeZone, app.clock.now());
      const before = daysBefore(days);
      const { found, isComplete } = await readDays(app.read, program, { from: before.from, to: days.to });
      const partners = await readPartners(app.read, program, days);
      return ok({
        program_id: program.id,
        time_zone: program.timeZone,
        ...days,
        before,
        complete: isComplete && partners.isComplete,
        ...overviewOf(found, days, before, program.currency),
        top_partners: await topPartnersOf(app.read, program, partners.found),
        waiting: await waitingOf(app.read, program.id),
        deliveries: await deliveryHealth(app, caller),
      });
    },
  });

type Overview = z.input<typeof OverviewView>;
const topPartners = 10;

const topPartnersOf = async (
  db: Db,
  { currency }: Program,
  sums: Parameters<typeof partnersIn>[0],
): Promise<Overview['top_partners']> => {
  const partners = partnersIn(sums, currency);
  const [byRevenue, byCommission] = (['revenue', 'commission'] as const).map((order) =>
    sortedBy(withAny(partners, order), order).slice(0, topPartners),
  );
  const shown = [...(byRevenue ?? []), ...(byCommission ?? [])];
  const names = await findPartnerNames(
    db,
    shown.map(({ partnerId }) => partnerId),
  );
  return {
    currency,
    by_revenue: (byRevenue ?? []).map((partner) => toTopPartnerView(partner, names)),
    by_commission: (byCommission ?? []).map((partner) => toTopPartnerView(partner, names)),
  };
};

const waitingOf = async (db: Db, programId: ProgramId): Promise<Overview['waiting']> => {
  const waiting = await findWaiting(db, programId);
  return {
    partners_pending: waiting.partnersPending,
    conversions_in_review: waiting.conversionsInReview,
    commissions_to_approve: [...waiting.commissionsToApprove].map(([currency, { count, minor }]) => ({
      ...{ currency, count, amount: minor },
    })),
    payout_batches_in_draft: waiting.payoutBatchesInDraft,
    alerts_open: waiting.alertsOpen,
  };
};

/** Of all endpoints: most serve every program. Of its own for a key of one program. */
const deliveryHealth = async (
  { read, clock }: ReportApp,
  caller: Caller,
): Promise<Overview['deliveries']> => {
  const programId = caller.programId ?? undefined;
  const now = clock.now();
  const window = windowBefore(now, 24);
  const backlog = await findBacklog(read, { programId }, maxCounted);
  const spans = await findSpans(
    read,
    programId ?? 'all',
    sharedSpanMinutes,
    startsIn(window, sharedSpanMinutes),
  );
  const { totals } = toWindowView(window, now, spans, backlog);
  return {
    attempts: totals.succeeded + totals.failed,
    success_rate: totals.success_rate,
    p95_ms: totals.p95_ms,
    pending: backlog.pending,
    oldest_pending_at: backlog.oldestPendingAt === null ? null : toIso(backlog.oldestPendingAt),
  };
};

const partnersRoute = (app: ReportApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/reports/partners',
    scope: 'read',
    tag,
    summary: 'What each partner brought',
    description: `The partners who did anything in some days, those with the most first. ${howCounted}`,
    query: PartnersReportQuery,
    answers: { 200: { description: 'The report.', schema: PartnersReportView } },
    handle: async ({ caller, query }) => {
      const program = await resolveKnownProgram(app.read, caller, query.program_id, 'program_id');
      const days: Days = reportedDays(query, program.timeZone, app.clock.now());
      const { currency = program.currency, order, limit } = query;
      const { found, isComplete } = await readPartners(app.read, program, days);
      const partners = partnersIn(found, currency);
      // A report has no rows of its own: its cursor is a place in the order.
      const after = readCursor(query.cursor) ?? 0;
      const shown = sortedBy(partners, order).slice(after, after + limit);
      const names = await findPartnerNames(
        app.read,
        shown.map(({ partnerId }) => partnerId),
      );
      return ok({
        data: shown.map((partner) => ({
          ...toTopPartnerView(partner, names),
          earnings_per_click: earningsPerClick(partner, currency),
        })),
        next_cursor: after + limit < partners.length ? writeCursor(after + limit) : null,
        program_id: program.id,
        time_zone: program.timeZone,
        ...{ ...days, currency, complete: isComplete },
        partner_count: partners.length,
      });
    },
  });
