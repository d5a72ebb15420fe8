import { z } from 'zod';
import { id, instant } from '../../http/fields.ts';
import { recoveryIncludes } from './recovery.ts';

const defaultPerSecond = 50;

const what = {
  since: instant.optional().meta({ description: 'Events from this time on; or say `since_event_id`.' }),
  since_event_id: id('evt').optional().meta({ description: 'From the time of this event on.' }),
  include: z.enum(recoveryIncludes).default('all').meta({
    description:
      'Deliveries that failed or are held, events that were missed (no delivery although subscribed to now), or all of them.',
  }),
};

interface Moment {
  readonly since?: unknown;
  readonly since_event_id?: unknown;
}

export const isOneMoment = ({ since, since_event_id }: Moment): boolean =>
  (since === undefined) !== (since_event_id === undefined);

/** Which field is refused, and why. */
export const oneMomentOnly = ['since', 'must be given, or else since_event_id, and not both'] as const;

export const RecoveryBody = z
  .strictObject({
    ...what,
    per_second: z.int().min(1).max(500).default(defaultPerSecond).meta({
      description: 'Deliveries a second at most; fewer while the receiver does not keep up.',
    }),
  })
  .refine(isOneMoment, { path: [oneMomentOnly[0]], message: oneMomentOnly[1] })
  .meta({ id: 'RecoveryRequest' });

/** Whether there is one moment is looked at once it is known that there is such an endpoint. */
export const RecoveryPreviewQuery = z.strictObject(what);
