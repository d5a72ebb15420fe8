import type { Envelope } from '../../events/envelope.ts';
import type { BodyWriter } from '../../events/subscriptions.ts';
import type { SignatureScheme } from '../signing/signature.ts';
import type { AttemptFacts } from './attempt-members.ts';

/** What a receiver that was written from somebody's documentation expects to get. */
export interface ReceiverFormat {
  readonly signature: SignatureScheme;
  /** Undefined when it gets the canonical envelope. */
  readonly writeBody: BodyWriter | undefined;
  /** The name and version it has for an event; undefined where it has none and the canonical ones stand. */
  readonly ownName: (type: string) => string | undefined;
  /** What it wants to read of the attempt in the body itself; undefined for all that leave that to headers. */
  readonly writeAttempt?: (body: string, facts: AttemptFacts) => string;
  /** One sentence for the form and the API docs: which receivers it satisfies. */
  readonly satisfies: string;
  /** Verifiers that accept its signatures as they are, without a change. */
  readonly verifiers: readonly string[];
}

/** Data in the words of a format. */
export type MappedData = Readonly<Record<string, unknown>>;

/** @param data of the event's type; the table of mappers says which that is */
export type DataMapper<Data> = (data: Data, envelope: Envelope) => MappedData;
