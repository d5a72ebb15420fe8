import { z } from 'zod';
import { wholeList } from '../../core/page.ts';
import { eventTypes } from '../../events/catalogue.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { signatureSchemes } from '../signing/signature.ts';
import { type FormatName, formatNames, formatOf } from './formats.ts';
import { describeHeaders } from './headers.ts';
import { sampleLanguages, samplesOf } from './samples.ts';

const FormatView = z
  .strictObject({
    name: z.enum(formatNames),
    satisfies: z.string().meta({ description: 'Which receivers it is for.' }),
    verifiers: z.array(z.string()).meta({ description: 'What verifies its requests without a change.' }),
    signature: z.enum(signatureSchemes),
    event_names: z
      .record(z.string(), z.string())
      .meta({ description: 'For each of our event types the name it is sent under.' }),
    headers: z
      .array(z.strictObject({ name: z.string(), meaning: z.string() }))
      .meta({ description: 'Headers of every request, custom ones aside.' }),
    samples: z
      .array(
        z.strictObject({
          language: z.enum(sampleLanguages),
          library: z.string().nullable().meta({
            description: 'The library that verifies; null when the standard library does.',
          }),
          file: z.string(),
          code: z.string(),
        }),
      )
      .meta({
        description: 'Complete receivers: they verify, answer and show where to drop repeated events.',
      }),
  })
  .meta({ id: 'ReceiverFormat' });

export const formatRoutes = (): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/webhooks/formats',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists the receiver formats, each with code that receives it',
    query: z.strictObject({}),
    answers: { 200: { description: 'All formats.', schema: pageOf(FormatView) } },
    handle: () => {
      described ??= formatNames.map(describe);
      return ok(wholeList(described));
    },
  }),
];

let described: z.output<typeof FormatView>[] | undefined;

const describe = (name: FormatName): z.output<typeof FormatView> => {
  const { satisfies, verifiers, signature, ownName } = formatOf(name);
  return {
    name,
    satisfies,
    verifiers: [...verifiers],
    signature,
    event_names: Object.fromEntries(eventTypes.map((type) => [type, ownName(type) ?? type])),
    headers: describeHeaders(signature),
    samples: samplesOf(name).map(({ language, library, file, code }) => ({ language, library, file, code })),
  };
};
