import { z } from 'zod';
import type { App } from '../app.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, instant } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { approvalResults, approveCommissions } from '../workflows/commissions/approve-commissions.ts';
import { listUnapproved } from './unapproved.store.ts';

/** What one request may take; a filter that finds more says so. */
const maxIds = 500;
const maxFiltered = 5_000;

const FilterBody = z.strictObject({
  program_id: id('prg').optional(),
  partner_id: id('prt').optional(),
  before: instant.optional().meta({ description: 'Of what occurred before this instant.' }),
});

const ApprovalsBody = z
  .strictObject({
    ids: z.array(id('com')).min(1, 'must not be empty').max(maxIds, `may be at most ${maxIds}`).optional(),
    filter: FilterBody.optional(),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    message: 'must have either ids or filter',
    path: ['ids'],
  })
  .meta({ id: 'CommissionApprovals' });

const ApprovalsView = z.strictObject({
  results: z.array(z.strictObject({ id: id('com'), result: z.enum(approvalResults) })),
  has_more: z.boolean().describe('Whether the filter finds more: send the same request again.'),
});

export const commissionApprovalRoutes = (app: Pick<App, 'read' | 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/commissions/approvals',
    scope: 'write',
    tag: 'Commissions',
    summary: 'Approve many commissions',
    description: `Up to ${maxIds} by id, or all that wait for an approval and are not held, ${maxFiltered} in a request. In steps: one that cannot be approved keeps no other back, and a request that was cut off can be sent again.`,
    body: ApprovalsBody,
    answers: { 200: { description: 'What became of each.', schema: ApprovalsView } },
    handle: async ({ caller, origin, body }) => {
      const found = body.filter
        ? await listUnapproved(
            app.read,
            {
              programId: visibleProgram(caller, body.filter.program_id),
              partnerId: body.filter.partner_id,
              before: body.filter.before,
            },
            maxFiltered + 1,
          )
        : (body.ids ?? []);
      const results = await approveCommissions(app.transact, origin, caller, found.slice(0, maxFiltered));
      return ok({ results, has_more: found.length > maxFiltered });
    },
  }),
];
