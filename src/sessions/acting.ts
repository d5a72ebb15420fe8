import type { Id } from '../core/ids.ts';
import type { Origin } from '../database/work.ts';

/**
 * For a unit of work in which somebody does something about themselves.
 *
 * @param action as the audit log says it: `admin.password.changed`
 */
export const actingAs = (adminId: Id<'adm'>, requestId: string, action: string): Origin => ({
  actor: { kind: 'admin', id: adminId },
  requestId,
  deed: { action, subjectId: adminId, asked: null, isStored: false },
});
