import type { Visit } from '../../src/clicks/click.ts';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { countForReports, countSome } from '../../src/reports/counting/counter.ts';
import { trackClicks } from '../../src/workflows/tracking/track-click.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

/** A test with reports in it: clicks are stored as the redirect stores them, and counted when the test says so. */
export interface ReportTest extends TestApp {
  click(partner: { readonly id: string }, kind?: 'first' | 'repeat' | 'bot', times?: number): Promise<void>;
  buy(order: Readonly<Record<string, unknown>>): Promise<string>;
  /** Counts everything. */
  count(): Promise<void>;
  /** Counts a piece of three rows of each table; or does so and crashes before it is stored. */
  countPiece(crash?: boolean): Promise<void>;
}

export const createReportTest = async (): Promise<ReportTest> => {
  const it = await createTestApp();
  return {
    ...it,
    async click(partner, kind = 'first', times = 1) {
      const row = await it.app.read
        .selectFrom('partners')
        .select(['id', 'program_id'])
        .where('id', '=', partner.id as PartnerId)
        .executeTakeFirstOrThrow();
      const visits = Array.from({ length: times }, () => visitOf(row.program_id, row.id, kind));
      await it.app.transact(testOrigin, (work) => trackClicks(work, visits));
    },
    async buy(order) {
      const answer = await it.call('POST', '/track/purchase', { body: order });
      if (answer.status > 201) throw new Error(JSON.stringify(answer.body));
      return String(answer.body.conversion_id ?? answer.body.id);
    },
    count: () => countForReports(it.app),
    async countPiece(crash = false) {
      const counted = it.app.transact(testOrigin, async (work) => {
        await countSome(work, 3);
        if (crash) throw new Error('crashed');
      });
      await (crash ? counted.catch(() => undefined) : counted);
    },
  };
};

const visitOf = (programId: ProgramId, partnerId: PartnerId, kind: 'first' | 'repeat' | 'bot'): Visit => ({
  ...{ programId, partnerId, linkId: null, landingUrl: 'https://shop.example.com/', referrer: null },
  ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null, country: null, previousClickId: null },
  ...{ ipHash: 'address', visitorHash: 'visitor' },
  agentClass: kind === 'bot' ? 'bot' : 'desktop',
  isDuplicate: kind === 'repeat',
});
