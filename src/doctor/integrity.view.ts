import { z } from 'zod';
import { isoTime } from '../http/views.ts';

const CheckView = z.strictObject({
  name: z.string(),
  invariant: z.string(),
  sentence: z.string().describe('What is true when nothing is found.'),
  violations: z.int(),
  examples: z.array(z.strictObject({ id: z.string(), what: z.string() })).describe('The first ten.'),
});

export const IntegrityView = z
  .strictObject({
    ok: z.boolean().nullable().describe('Null before the first examination.'),
    checked_at: isoTime.nullable(),
    duration_ms: z.int().nullable(),
    running: z.boolean().describe('Whether an examination is under way.'),
    checks: z.array(CheckView),
  })
  .meta({ id: 'Integrity' });
