import { z } from 'zod';
import { httpUrl, id, text } from '../http/fields.ts';
import { validate } from '../http/validate.ts';

/** Longer ones than are kept: an address is cut, never a reason to lose a click. */
const maxSentUrl = 16_384;
const maxKeptUrl = 2_048;

const sub = z.string('must be a text').nullish().describe('For the partner: what they want to tell apart.');

/** What the browser snippet sends, or a page of the merchant's own making. Null counts as left out. */
const fields = z.object({
  partner: text(255).nullish().describe("A partner's code or id; this or `link` is needed."),
  link: text(255).nullish().describe("A link's slug or id; this or `partner` is needed."),
  url: z
    .string()
    .max(maxSentUrl, 'is too long')
    .transform(withoutFragment)
    .pipe(httpUrl)
    .nullish()
    .describe('The page the visitor came to. What follows its `#` is dropped.'),
  referrer: z.string().max(maxSentUrl, 'is too long').nullish().describe('The page the visitor came from.'),
  sub1: sub,
  sub2: sub,
  sub3: sub,
  sub4: sub,
  sub5: sub,
  previous_click_id: id('clk').nullish().describe('The click id this browser already has.'),
});

/** The whole body, for the documentation: the key is looked up before the fields are read. */
export const TrackClickBody = fields.extend({
  key: z
    .string()
    .describe("The program's publishable key. It is public: it records clicks and can do nothing else."),
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
