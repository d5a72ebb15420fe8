import { z } from 'zod';
import { foundKinds } from './found.ts';

export const SearchView = z
  .strictObject({
    q: z.string(),
    exact: z
      .boolean()
      .meta({ description: 'Whether it is an id, and the only thing found is what it names.' }),
    data: z
      .array(
        z.strictObject({
          kind: z.enum(foundKinds),
          id: z.string(),
          program_id: z.string().nullable().meta({ description: 'Null for what belongs to no program.' }),
          title: z.string(),
          detail: z.string().nullable(),
          belongs_to: z.string().nullable().meta({
            description: 'Id of what it is part of, such as the conversion of a refund; else null.',
          }),
        }),
      )
      .meta({ description: 'By kind; of each the best ten at most.' }),
  })
  .meta({ id: 'SearchResults' });
