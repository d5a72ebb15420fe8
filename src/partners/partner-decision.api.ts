import { z } from 'zod';
import type { App } from '../app.ts';
import { id, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import {
  decidePartners,
  decisionResults,
  type PartnerDecision,
} from '../workflows/programs/decide-partners.ts';
import { partnerReasons } from './partner.ts';

const maxIds = 500;

const DecisionsBody = z
  .strictObject({
    ids: z.array(id('prt')).min(1, 'must not be empty').max(maxIds, `may be at most ${maxIds}`),
    reason: z.enum(partnerReasons).optional(),
    note: text(500).optional(),
  })
  .meta({ id: 'PartnerDecisions' });

const DecisionsView = z.strictObject({
  results: z.array(z.strictObject({ id: id('prt'), result: z.enum(decisionResults) })),
});

/** Decisions about many who applied; one by one they are moves of a partner. */
export const partnerDecisionRoutes = (app: Pick<App, 'transact' | 'links'>): Route[] => [
  decisionRoute(app, 'approval', {
    path: '/api/v1/partners/approvals',
    summary: 'Approve many partners',
    who: 'who is invited or pending',
  }),
  decisionRoute(app, 'rejection', {
    path: '/api/v1/partners/rejections',
    summary: 'Reject many partners',
    who: 'who is pending',
  }),
];

interface DecisionRoute {
  readonly path: string;
  readonly summary: string;
  readonly who: string;
}

const decisionRoute = (
  app: Pick<App, 'transact' | 'links'>,
  decision: PartnerDecision,
  { path, summary, who }: DecisionRoute,
): Route =>
  route({
    method: 'POST',
    path,
    scope: 'write',
    tag: 'Partners',
    summary,
    description: `Up to ${maxIds} by id, of those ${who}. In steps: one that cannot be decided about keeps no other back, and a request that was cut off can be sent again.`,
    body: DecisionsBody,
    answers: { 200: { description: 'What became of each.', schema: DecisionsView } },
    handle: async ({ caller, origin, body: { ids, ...cause } }) => {
      const decided = { decision, cause, ids: [...new Set(ids)] };
      return ok({ results: await decidePartners(app.transact, origin, app.links, caller, decided) });
    },
  });
