import { z } from 'zod';
import { idView } from '../http/views.ts';

export const SampleDataView = z
  .strictObject({
    state: z.enum(['none', 'making', 'ready', 'removed']),
    program_id: idView('prg')
      .nullable()
      .meta({ description: 'Of the sample shop, which is in the mode `test`.' }),
    steps_done: z.int(),
    step_count: z.int(),
  })
  .meta({ id: 'SampleData' });
