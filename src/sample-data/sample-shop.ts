import type { Instant } from '../core/clock.ts';
import type { ProgramId } from '../core/ids.ts';

/** How far the sample shop is: it is made and removed while people go on working. */
export interface SampleShop {
  readonly state: 'making' | 'ready' | 'removed';
  /** Null before its program is made. */
  readonly programId: ProgramId | null;
  /** Its days end here. */
  readonly madeAt: Instant;
  readonly nextStep: number;
  readonly stepCount: number;
}

export const sampleProgramName = 'Sample shop';
