import { z } from 'zod';
import { httpUrl, id, text } from '../http/fields.ts';
import { validate } from '../http/validate.ts';

/** Longer ones than are kept: an address is cut, never a reason to lose a click. */
const maxSentUrl = 16_384;
const maxKeptUrl = 2_048;

const sub = z.string('must be a text').nullish();

/** What the browser snippet sends, or a page of the merchant's own making. Null counts as left out. */
const fields = z.object({
  partner: text(255).nullish(),
  link: text(255).nullish(),
  url: z.string().max(maxSentUrl, 'is too long').transform(withoutFragment).pipe(httpUrl).nullish(),
  referrer: z.string().max(maxSentUrl, 'is too long').nullish(),
  sub1: sub,
  sub2: sub,
  sub3: sub,
  sub4: sub,
  sub5: sub,
  previous_click_id: id('clk').nullish(),
});

export type TrackClickFields = z.output<typeof fields>;

/** @throws DomainError `invalid_request` naming every offending field. */
export const readTrackClick = (body: Readonly<Record<string, unknown>>): TrackClickFields =>
  validate(fields, body);

/** Warnings for what was sent and is not understood, at most twenty. */
export const trackClickWarnings = (body: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(body)
    .filter((name) => !known.has(name))
    .slice(0, 20)
    .map((name) => `${name.slice(0, 100).toWellFormed()} is not a field of a click; it was ignored`);

const known: ReadonlySet<string> = new Set(['key', ...Object.keys(fields.shape)]);

/** What follows the `#` is for the page alone; some sign-ins put secrets there. */
function withoutFragment(url: string): string {
  const end = url.indexOf('#');
  return (end === -1 ? url : url.slice(0, end)).slice(0, maxKeptUrl);
}
