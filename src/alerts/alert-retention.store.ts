import { sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { AlertId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { statement } from '../database/statement.ts';
import type { Tx } from '../database/work.ts';

/**
 * Alerts that were resolved until an instant and of which nothing is left to tell. The newest alert is not among
 * them, nor the one of the newest notification: their sequences would be given out again.
 */
export const findForgettable = async (tx: Tx, until: Instant, limit: number): Promise<AlertId[]> =>
  (await forgettable(tx, { until, limit })).map(({ id }) => id);

const forgettable = statement<{ until: Instant; limit: number }, { id: AlertId }>((db, arg) =>
  db
    .selectFrom('alerts')
    .select('alerts.id')
    .where('alerts.resolved_at', 'is not', null)
    .where('alerts.resolved_at', '<=', arg('until'))
    .where('alerts.seq', '<', (query) =>
      query.selectFrom('alerts as any').select((column) => column.fn.max('any.seq').as('seq')),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('notifications')
            .select(sql.lit(1).as('one'))
            .whereRef('notifications.alert_id', '=', 'alerts.id')
            .where((told) =>
              told.or([
                told('notifications.state', '=', literal('pending')),
                told('notifications.seq', '=', (query) =>
                  query
                    .selectFrom('notifications as any')
                    .select((column) => column.fn.max('any.seq').as('seq')),
                ),
              ]),
            ),
        ),
      ),
    )
    .orderBy('alerts.resolved_at')
    .limit(arg('limit')),
);

/** With all that people were told of them. */
export const deleteAlerts = async (tx: Tx, ids: readonly AlertId[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx.deleteFrom('notifications').where('alert_id', 'in', ids).execute();
  await tx.deleteFrom('alerts').where('id', 'in', ids).execute();
};
