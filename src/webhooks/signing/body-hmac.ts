import { z } from 'zod';

/** Where the HMAC of the body goes and how it is written: receivers of that kind agree on nothing else. */
export interface BodyHmac {
  /** Name of the header. */
  readonly header: string;
  readonly encoding: 'hex' | 'base64';
  /** Stands before the encoded value, such as `sha256=`. */
  readonly prefix: string;
}

/** What carries our own words, governs the connection or says who asks, and the one name that no object keeps. */
const reserved =
  /^(host|content-.*|user-agent|accept|accept-.*|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|date|cookie|origin|referer|svix-.*|webhook-.*|__proto__)$/i;

export const BodyHmacOptions = z.strictObject({
  header: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be the name of an HTTP header')
    .refine((name) => !reserved.test(name), 'is a header that cannot be set')
    .optional()
    .meta({
      description: 'Name of the header with the HMAC of the raw body; X-Webhook-Signature if left out.',
    }),
  encoding: z.enum(['hex', 'base64']).optional().meta({ description: 'hex if left out.' }),
  prefix: z
    .string()
    .regex(/^([\x21-\x7e][\x20-\x7e]{0,31})?$/, 'must be at most 32 printable ASCII characters')
    .optional()
    .meta({ description: 'Stands before the value, such as `sha256=`; nothing if left out.' }),
});

export const defaultBodyHmac: BodyHmac = { header: 'X-Webhook-Signature', encoding: 'hex', prefix: '' };

/** What was chosen, with what was left out filled in. */
export const bodyHmacOf = (chosen: z.output<typeof BodyHmacOptions> | undefined): BodyHmac => ({
  header: chosen?.header ?? defaultBodyHmac.header,
  encoding: chosen?.encoding ?? defaultBodyHmac.encoding,
  prefix: chosen?.prefix ?? defaultBodyHmac.prefix,
});
