import type { Instant } from '../core/clock.ts';
import type { EndpointId, InspectorId, ProgramId } from '../core/ids.ts';
import type { FormatName } from '../webhooks/formats/formats.ts';

/** A private address that records what arrives, says whether it is signed well, and answers as told. */
export interface Inspector {
  readonly id: InspectorId;
  /** The last part of its address, and all that a sender needs. */
  readonly token: string;
  readonly name: string;
  /** Null belongs to all programs. */
  readonly programId: ProgramId | null;
  /** Null follows the endpoint. */
  readonly format: FormatName | null;
  /** Whose secrets to verify with; never together with a secret of its own. */
  readonly endpointId: EndpointId | null;
  readonly secretSealed: string | null;
  readonly answer: InspectorAnswer;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** How an inspector answers. */
export interface InspectorAnswer {
  readonly status: number;
  /** Statuses by turn, the last one for all that follow; empty for always the same. */
  readonly sequence: readonly number[];
  readonly delayMs: number;
  /** Keeps the connection open and says nothing. */
  readonly never: boolean;
  /** One byte a second. */
  readonly drip: boolean;
  readonly body: string | null;
  /** So many filler bytes instead of a text. */
  readonly bodyBytes: number | null;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The oldest requests make room for new ones. */
export const maxKeptRequests = 200;
/** Of all inspectors together. */
export const maxKeptRequestsOverall = 2_000;
/** So many bytes of a body are kept; all of it is verified and counted. */
export const maxKeptBodyBytes = 256 * 1_024;
export const maxInspectors = 100;
/** So that nobody with a key of one program takes all of them. */
export const maxInspectorsOfProgram = 20;
/** No answer takes longer, whatever it was told. */
export const maxHoldMs = 60_000;
/** Filler up to this is sent whole, with its length; more is made while it is sent. */
export const maxWholeBytes = 64 * 1_024;

/** @param turn how many requests this answer was given to before @returns null for no answer at all */
export const statusAt = (answer: InspectorAnswer, turn: number): number | null => {
  if (answer.never) return null;
  return answer.sequence[Math.min(turn, answer.sequence.length - 1)] ?? answer.status;
};

/** Whether the answer keeps its connection for longer than it takes to write it. */
export const isHeld = ({ never, drip, delayMs, bodyBytes }: InspectorAnswer): boolean =>
  never || drip || delayMs > 0 || (bodyBytes ?? 0) > maxWholeBytes;
