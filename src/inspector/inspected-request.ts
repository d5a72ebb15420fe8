import type { Instant } from '../core/clock.ts';
import type { Id, InspectorId } from '../core/ids.ts';
import type { FormatName } from '../webhooks/formats/formats.ts';

export type InspectedRequestId = Id<'req'>;

/** What came to an inspector, and what was made of it; without headers and body, which may be long. */
export interface InspectedRequest {
  readonly seq: number;
  readonly id: InspectedRequestId;
  readonly inspectorId: InspectorId;
  readonly method: string;
  /** Path and query after the token. */
  readonly path: string;
  /** Null when it was to get no answer. */
  readonly answeredStatus: number | null;
  readonly receivedAt: Instant;
  /** All that came, of which the beginning is kept. */
  readonly bodyBytes: number;
  readonly verification: RecordedVerification;
}

export interface RequestContent {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** `base64` for what is no text. */
  readonly bodyEncoding: 'utf8' | 'base64';
  /** The beginning of what came. */
  readonly body: string;
}

/** Whether a request is what we would have sent. */
export interface Verification {
  /** By which it was judged. */
  readonly format: FormatName;
  readonly checked: readonly CheckedHeader[];
  /** Null when there is nothing to verify with. */
  readonly ok: boolean | null;
  /** One sentence for people. */
  readonly why: string;
  /** Seconds; negative when it lies in the future, null when there is none. */
  readonly timestampAgeSeconds: number | null;
  readonly event: EventFacts;
}

export interface CheckedHeader {
  readonly header: string;
  readonly ok: boolean;
  readonly why: string;
}

/** What the request says of the event it carries. */
export interface EventFacts {
  readonly id: string | null;
  readonly type: string | null;
  readonly attempt: number | null;
}

export interface RecordedVerification extends Verification {
  /** The first request kept that carried the same event. */
  readonly duplicateOf: InspectedRequestId | null;
}
