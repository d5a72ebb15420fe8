import { z } from 'zod';
import { idView } from '../http/views.ts';
import { onboardingSteps } from './onboarding.ts';

export const OnboardingView = z
  .strictObject({
    program_id: idView('prg'),
    is_dismissed: z.boolean(),
    is_complete: z.boolean(),
    steps: z.array(z.strictObject({ name: z.enum(onboardingSteps), is_done: z.boolean() })),
  })
  .meta({ id: 'Onboarding' });
