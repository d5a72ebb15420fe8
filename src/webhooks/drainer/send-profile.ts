import type { Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { EndpointHealth } from '../endpoints/endpoint-health.ts';
import type { EndpointKeys, VerifiedKey } from '../endpoints/endpoint-secret.ts';
import type { RetryPolicy } from '../retries/retry-policy.ts';
import type { BodyHmac } from '../signing/body-hmac.ts';
import type { SignatureScheme } from '../signing/signature.ts';

/** What sending to an endpoint takes, as it stood at `rowVersion`. Secrets are opened once per version. */
export interface SendProfile {
  readonly endpointId: EndpointId;
  readonly rowVersion: number;
  readonly name: string;
  readonly url: string;
  /** False while it is paused or disabled. */
  readonly active: boolean;
  readonly policy: RetryPolicy;
  /** Older deliveries expire instead of being sent; null for no limit. */
  readonly maxAgeMs: number | null;
  readonly signature: SignatureScheme;
  /** How `body-hmac` writes its header. */
  readonly bodyHmac: BodyHmac;
  readonly keys: EndpointKeys;
  readonly lastVerifiedKey: VerifiedKey | null;
  /** Undefined when there are none. */
  readonly customHeaders: Readonly<Record<string, string>> | undefined;
  readonly fifo: boolean;
  /** Requests a second; null for no limit. */
  readonly rateLimit: number | null;
  readonly gatedUntil: Instant | null;
  readonly health: EndpointHealth;
  /** A person has decided to keep what was held while it was not active. */
  readonly keepsHeld: boolean;
  /** Up to which delivery held ones are being released; null when none are. */
  readonly releaseUntilSeq: number | null;
}
