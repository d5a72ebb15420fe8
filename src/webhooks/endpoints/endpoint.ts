import type { Instant } from '../../core/clock.ts';
import type { EndpointId, PartnerId, ProgramId } from '../../core/ids.ts';
import { defineTransitions } from '../../core/transitions.ts';
import type { FormatName } from '../formats/formats.ts';
import type { RetryPolicyName } from '../retries/retry-policies.ts';
import type { SignatureScheme } from '../signing/signature.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import type { SecretRotation, VerifiedKey } from './endpoint-secret.ts';

/** People pause and activate; sustained failure disables. */
export const endpointTransitions = defineTransitions('webhook endpoint', {
  active: ['paused', 'disabled'],
  paused: ['active'],
  disabled: ['active'],
});
export type EndpointState = keyof typeof endpointTransitions.table;

/** What a person decides about an endpoint. */
export interface EndpointSettings {
  readonly name: string;
  readonly url: string;
  readonly description: string | null;
  /** Names as the person chose them, ours or aliases; `['*']` is everything but what must be asked for. */
  readonly eventTypes: readonly string[];
  readonly format: FormatName;
  readonly retryPolicy: RetryPolicyName;
  /** Requests a second; null for no limit. */
  readonly rateLimit: number | null;
  /** One at a time, in the order of the events; a delivery that fails holds back the later ones. */
  readonly fifo: boolean;
  readonly options: EndpointOptions;
}

export interface Endpoint extends EndpointSettings {
  readonly seq: number;
  readonly id: EndpointId;
  /** Null for all programs. */
  readonly programId: ProgramId | null;
  /** Only events about this partner; null for all. */
  readonly partnerId: PartnerId | null;
  readonly signature: SignatureScheme;
  /** Names of the custom headers; their values are credentials more often than not and stay sealed. */
  readonly headerNames: readonly string[];
  /** Null while there is only one secret. An expired one may still be there for a moment. */
  readonly secretRotation: SecretRotation | null;
  readonly lastVerifiedKey: VerifiedKey | null;
  readonly state: EndpointState;
  /** First 2xx at the present URL; null while unverified. */
  readonly verifiedAt: Instant | null;
  readonly firstFailedAt: Instant | null;
  readonly lastFailedAt: Instant | null;
  readonly lastSucceededAt: Instant | null;
  readonly gatedUntil: Instant | null;
  readonly disabledReason: string | null;
  /** When it was last disabled by the product itself; kept through activation, until it answers well. */
  readonly disabledAt: Instant | null;
  /** The event sequence from which it is behind while it is not active. */
  readonly behindFromSeq: number | null;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The host alone, for logs and events: the path of a webhook URL often is a credential. */
export const hostOf = (url: string): string => URL.parse(url)?.host ?? 'unknown';
