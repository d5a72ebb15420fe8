import { z } from 'zod';
import { type ExplanationStep, explanationKinds } from '../attribution/explanation.ts';
import { id } from '../http/fields.ts';

export const ExplanationView = z
  .strictObject({
    conversion_id: id('cnv'),
    summary: z.string().describe('The outcome in one sentence.'),
    steps: z
      .array(
        z.strictObject({
          kind: z.enum(explanationKinds),
          ok: z.boolean().describe('Whether it speaks for the partner.'),
          text: z
            .string()
            .describe('A sentence in plain words; what people chose stands in it in quotation marks.'),
          facts: z
            .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
            .describe('What the sentence says, for who reads no sentences.'),
        }),
      )
      .describe(
        'Who could have earned it and why each did or did not, then what was earned and what became of it.',
      ),
  })
  .meta({ id: 'Explanation' });

export interface Explanation {
  readonly conversionId: z.output<typeof ExplanationView>['conversion_id'];
  readonly summary: string;
  readonly steps: readonly ExplanationStep[];
}

export const toExplanationView = ({
  conversionId,
  summary,
  steps,
}: Explanation): z.input<typeof ExplanationView> => ({
  conversion_id: conversionId,
  summary,
  steps: steps.map((step) => ({ ...step, facts: { ...step.facts } })),
});
