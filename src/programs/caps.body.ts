import { z } from 'zod';
import { amount } from '../http/fields.ts';
import { amountView } from '../http/views.ts';
import { type Cap, capPeriods, type ProgramCaps } from './program.ts';

const cap = z.strictObject({ amount, period: z.enum(capPeriods) });

const about = {
  customer: 'Of what all partners earn from one customer.',
  partner: 'Of what one partner earns.',
  program: "The program's budget.",
} as const;

/** The whole set of caps, as a body says it: one that is left out is none. */
export const CapsBody = z
  .strictObject({
    customer: cap.nullable().default(null).meta({ description: about.customer }),
    partner: cap.nullable().default(null).meta({ description: about.partner }),
    program: cap.nullable().default(null).meta({ description: about.program }),
  })
  .meta({
    description:
      'The most that may be earned in a period of the program time zone, in minor units of the program currency; a week begins on Monday. What exceeds it is cut, then earns 0 with reason cap_reached; what is refunded or voided may be earned again. Replaces all caps; a new cap, or one with another kind of period, counts what is earned from then on.',
  });

export const toCaps = (body: z.output<typeof CapsBody>): ProgramCaps => ({
  customer: toCap(body.customer),
  partner: toCap(body.partner),
  program: toCap(body.program),
});

const toCap = (body: z.output<typeof cap> | null): Cap | null =>
  body && { amountMinor: body.amount, period: body.period };

const capView = z.strictObject({ amount: amountView, period: z.enum(capPeriods) }).nullable();

export const CapsView = z.strictObject({
  customer: capView.meta({ description: about.customer }),
  partner: capView.meta({ description: about.partner }),
  program: capView.meta({ description: about.program }),
});

export const toCapsView = (caps: ProgramCaps): z.input<typeof CapsView> => ({
  customer: toView(caps.customer),
  partner: toView(caps.partner),
  program: toView(caps.program),
});

const toView = (given: Cap | null): z.input<typeof capView> =>
  given && { amount: given.amountMinor, period: given.period };
