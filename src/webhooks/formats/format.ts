import type { BodyWriter } from '../../events/subscriptions.ts';
import type { SignatureScheme } from '../signing/signature.ts';

/** What a receiver that was written from somebody's documentation expects to get. */
export interface ReceiverFormat {
  readonly signature: SignatureScheme;
  /** Undefined when it gets the canonical envelope. */
  readonly writeBody: BodyWriter | undefined;
  /** One sentence for the form and the API docs: which receivers it satisfies. */
  readonly satisfies: string;
}
