import { createPasswordWork, type PasswordWork } from '../admins/password-work.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { SecretBox } from '../core/secret-box.ts';
import { type Brake, createBrake } from './brake.ts';
import { createPendingLogins, type PendingLogins } from './pending-logins.ts';
import { createSetupCode, type SetupCode } from './setup-code.ts';
import { createSightings, type Sightings } from './sightings.ts';
import { createTickets, type Tickets } from './tickets.ts';

/** What the process remembers of people who are on their way in. */
export interface Gate {
  readonly passwords: PasswordWork;
  /** Tries of a password, by the email that was typed, whether or not it is anybody's. */
  readonly byAccount: Brake;
  /** Tries of anything, by where they come from. */
  readonly byAddress: Brake;
  /** Tries of a code, by admin. */
  readonly byCode: Brake;
  readonly pending: PendingLogins;
  readonly tickets: Tickets;
  readonly setupCode: SetupCode;
  readonly sightings: Sightings;
}

export const createGate = ({
  clock,
  ids,
  secrets,
}: {
  clock: Clock;
  ids: Ids;
  secrets: SecretBox;
}): Gate => ({
  passwords: createPasswordWork(),
  byAccount: createBrake({ clock, free: 5 }),
  // A whole office may share one.
  byAddress: createBrake({ clock, free: 20 }),
  byCode: createBrake({ clock, free: 5 }),
  pending: createPendingLogins(clock, ids),
  tickets: createTickets(clock, secrets),
  setupCode: createSetupCode(clock, ids),
  sightings: createSightings(),
});
