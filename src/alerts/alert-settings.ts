import { type AlertCause, alertCauseNames } from './alert.ts';

/** What people decide about alerts. */
export interface AlertSettings {
  readonly emailRecipients: readonly string[];
  /** The address of the hook is a secret: sealed, and shown by its host alone. */
  readonly hook: { readonly urlSealed: string; readonly host: string } | null;
  /** Attempts within 15 minutes below which no share and no percentile is judged. */
  readonly minimumSample: number;
  /** Hundredths of a percent; more than this share of failures is too much. */
  readonly failureRateBasisPoints: number;
  readonly slowMs: number;
  /** Causes that are watched. */
  readonly causes: readonly AlertCause[];
  readonly rowVersion: number;
}

export const defaultAlertSettings: AlertSettings = {
  emailRecipients: [],
  hook: null,
  minimumSample: 1,
  failureRateBasisPoints: 100,
  slowMs: 5_000,
  causes: alertCauseNames,
  rowVersion: 1,
};

/** Below this nothing is noticed at all: the index of minutes that were in trouble begins here. */
export const minSlowMs = 1_000;
