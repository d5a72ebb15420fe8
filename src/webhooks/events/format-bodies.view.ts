import { z } from 'zod';
import { type Envelope, writeEnvelope } from '../../events/envelope.ts';
import { formatNames, formatOf } from '../formats/formats.ts';

/** The body of one event in each receiver format. */
export const FormatBodyView = z
  .strictObject({
    format: z.enum(formatNames),
    type: z.string().meta({ description: 'The name that the event has in this format.' }),
    body: z.string().meta({
      description: 'The exact text, but for what the format adds for each attempt.',
    }),
  })
  .meta({ id: 'FormatBody' });

export const toFormatBodies = (envelope: Envelope): z.input<typeof FormatBodyView>[] =>
  formatNames.map((format) => {
    const { writeBody, ownName } = formatOf(format);
    return {
      format,
      type: ownName(envelope.type) ?? envelope.type,
      body: writeBody ? writeBody(envelope) : writeEnvelope(envelope),
    };
  });
