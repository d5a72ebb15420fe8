import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { scopes } from '../http/scopes.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { ApiKey } from './api-key.ts';

export const ApiKeyView = z
  .strictObject({
    id: idView('key'),
    name: z.string(),
    hint: z.string().meta({ description: 'The first characters of the key.', examples: ['trb_4k7q2m'] }),
    scopes: z.array(z.enum(scopes)),
    program_id: idView('prg')
      .nullable()
      .meta({ description: 'The one program it reaches; null reaches all.' }),
    created_at: isoTime,
    last_used_at: isoTime.nullable().meta({ description: 'Some minutes behind at most.' }),
    revoked_at: isoTime.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const NewApiKeyView = ApiKeyView.extend({
  key: z.string().meta({ description: 'The key itself, shown this once.' }),
}).meta({ id: 'NewApiKey' });

export const toApiKeyView = (apiKey: ApiKey): z.input<typeof ApiKeyView> => ({
  id: apiKey.id,
  name: apiKey.name,
  hint: apiKey.hint,
  scopes: [...apiKey.scopes],
  program_id: apiKey.programId,
  created_at: toIso(apiKey.createdAt),
  last_used_at: toIsoOrNull(apiKey.lastUsedAt),
  revoked_at: toIsoOrNull(apiKey.revokedAt),
});
