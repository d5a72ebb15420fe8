import { z } from 'zod';
import { id, text } from '../http/fields.ts';
import { type AssignmentReason, assignmentReasons } from './attribution.ts';

/** A person's decision about whose a conversion, or a customer, is. */
export const AssignmentBody = z
  .strictObject({
    partner_id: id('prt').nullable().describe('Null: nobody’s.'),
    reason: z.enum(assignmentReasons).optional(),
    note: text(500).optional().describe('Shown in the explanation, to whoever may read it.'),
  })
  .meta({ id: 'Assignment' });

export const toAssignmentOrder = (body: z.output<typeof AssignmentBody>) => ({
  partnerId: body.partner_id,
  reason: (body.reason ?? null) satisfies AssignmentReason | null,
  note: body.note ?? null,
});
