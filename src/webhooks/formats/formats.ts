import { affiliatebase } from './affiliatebase.ts';
import { affonso } from './affonso.ts';
import type { ReceiverFormat } from './format.ts';
import { standard } from './standard.ts';
import { track360 } from './track360.ts';
import { tributary } from './tributary.ts';

/** The receiver formats an endpoint can choose from. */
export const formats = { tributary, standard, affiliatebase, affonso, track360 } as const satisfies Record<
  string,
  ReceiverFormat
>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];

export const formatOf = (name: FormatName): ReceiverFormat => formats[name];
