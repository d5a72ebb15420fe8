import { expect } from 'bun:test';
import { toIso } from '../../src/core/clock.ts';
import { advanceTiers } from '../../src/workflows/tiers/advance-tiers.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import type { AnswerBody } from '../support/call.ts';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

interface LadderSetup {
  /** Thresholds by name. */
  readonly tiers: Readonly<Record<string, number>>;
  /** Basis points by name of a tier. */
  readonly rates?: Readonly<Record<string, number>>;
  readonly group?: Readonly<Record<string, unknown>>;
  readonly program?: Readonly<Record<string, unknown>>;
}

export interface LadderTest {
  readonly program: AnswerBody;
  readonly group: AnswerBody;
  /** By name. */
  readonly tiers: Readonly<Record<string, AnswerBody>>;
  /** In the group since it had tiers. */
  readonly partner: AnswerBody;
}

export interface TierTest extends PromotionTest {
  ladder(setup: LadderSetup): Promise<LadderTest>;
  create(path: string, body: object): Promise<AnswerBody>;
  /** Answers what is earned, all lines together. */
  buy(partner: AnswerBody, fields: object): Promise<number>;
  /** From, to, from when on; each change of a partner's tier in its order. */
  changes(partner: AnswerBody): Promise<[string | null, string | null, string][]>;
  tierOf(partner: AnswerBody): Promise<string | null>;
  tierNameOf(id: unknown): Promise<string | null>;
  runJob(): Promise<void>;
}

export const createTierTest = async (): Promise<TierTest> => {
  const test = await createPromotionTest();
  const { call, app, build } = test;
  let orders = 0;

  const create = async (path: string, body: object): Promise<AnswerBody> => {
    const answer = await call('POST', path, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body;
  };
  const nameOf = async (id: string | null): Promise<string | null> =>
    id === null ? null : ((await call('GET', `/api/v1/tiers/${id}`)).body.name as string);

  return {
    ...test,
    create,
    async ladder({ tiers, rates = {}, group: groupFields, program: programFields }) {
      const program = await build.program({ hold_days: 0, ...programFields });
      const group = await create('/api/v1/groups', {
        program_id: program.id,
        name: 'Creators',
        tier_window: 'rolling',
        tier_days: 30,
        ...groupFields,
      });
      const made: Record<string, AnswerBody> = {};
      for (const [name, threshold] of Object.entries(tiers)) {
        made[name] = await create('/api/v1/tiers', { group_id: group.id, name, threshold });
      }
      for (const [name, basis_points] of Object.entries(rates)) {
        const scope = { tier_id: made[name]?.id };
        await build.rule({ program_id: program.id, kind: 'percent', basis_points, scope });
      }
      const partner = await build.partner({ program_id: program.id, group_id: group.id });
      return { program, group, tiers: made, partner };
    },
    async buy(partner, fields) {
      orders += 1;
      const answer = await call<TrackAnswer>('POST', '/track/purchase', {
        body: {
          program: partner.program_id,
          partner: partner.id,
          order_id: `order-${orders}`,
          currency: 'USD',
          ...fields,
        },
      });
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body.commissions.reduce((sum, { amount }) => sum + amount, 0);
    },
    async changes(partner) {
      const rows = await app.read
        .selectFrom('tier_changes')
        .selectAll()
        .where('partner_id', '=', partner.id as never)
        .orderBy('seq')
        .execute();
      return await Promise.all(
        rows.map(
          async (row): Promise<[string | null, string | null, string]> => [
            await nameOf(row.from_tier_id),
            await nameOf(row.to_tier_id),
            toIso(row.effective_at),
          ],
        ),
      );
    },
    async tierOf(partner) {
      const { body } = await call('GET', `/api/v1/partners/${partner.id}`);
      return await nameOf(body.tier_id as string | null);
    },
    tierNameOf: (id) => nameOf(id as string | null),
    runJob: () => advanceTiers(app.transact, 'req_test'),
  };
};
