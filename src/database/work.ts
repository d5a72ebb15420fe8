import type { Kysely, Transaction } from 'kysely';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Deed } from '../core/deed.ts';
import type { Ids } from '../core/ids.ts';
import type { PendingAuditEntry } from '../core/pending-audit-entry.ts';
import type { PendingEvent } from '../core/pending-event.ts';
import type { Schema } from './schema.ts';

/** A handle for reading. A write through the reading connection is refused by SQLite. */
export type Db = Kysely<Schema>;

declare const unitOfWork: unique symbol;

/** The handle of one open unit of work: it reads and writes, and is dead once the unit has ended. */
export type Tx = Transaction<Schema> & { readonly [unitOfWork]: true };

/** Queues in front of the one writer, from the most to the least urgent. */
export type Lane = 'interactive' | 'clicks' | 'deliveries' | 'bulk';

/** Who asks for a unit of work and how urgent it is (`interactive` unless said otherwise). */
export interface Origin {
  readonly actor: Actor;
  readonly requestId: string;
  readonly lane?: Lane;
  /** What is asked for, when the audit log is to have it: what people and keys change, not what is tracked. */
  readonly deed?: Deed;
  /** Brings in what happened elsewhere, long ago: its events are recorded and delivered to nobody. */
  readonly isImport?: boolean;
}

/** One unit of work: everything done through it is stored, or nothing is. */
export interface Work {
  readonly tx: Tx;
  /** The instant at which the unit began; every row of the unit carries the same one. */
  readonly now: Instant;
  readonly ids: Ids;
  readonly actor: Actor;
  readonly requestId: string;
  /** Whether its events are recorded as imported, without deliveries. */
  readonly isImport: boolean;
  /** Buffered here, handed to the sink once at the end of the unit, stored with it. */
  readonly events: PendingEvent[];
  /** What somebody asked for, when the audit log is to have it. */
  readonly deed: Deed | undefined;
  /** What the deed changes, buffered like events. */
  readonly audit: PendingAuditEntry[];
  /** Runs once the unit is on disk, before its promise resolves; never for a unit that was rolled back. */
  afterCommit(action: () => void): void;
}

/**
 * Runs one unit of work and resolves once its changes are on disk. The unit may await nothing but queries
 * through `work.tx`, and may be run again from the start. Opened by handlers, jobs and the command line only.
 *
 * @throws what the unit throws, after all its changes were undone
 * @throws DomainError `unavailable` when the queue is full, the disk refuses or the process is closing
 */
export type Transact = <T>(origin: Origin, unit: (work: Work) => Promise<T>) => Promise<T>;

/** Stores what a unit has buffered of one kind; called inside the unit, at its end. */
export type Sink = (work: Work) => Promise<void>;
