import type { EventFacts } from './inspected-request.ts';
import { maxKeptBodyBytes } from './inspector.ts';

/** Longer than any id or type of ours; what others send is cut. */
const maxText = 255;

/** Reads what a request says of its event: its headers first, then its body. */
export const eventFacts = (request: {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}): EventFacts => {
  const { headers } = request;
  const body = membersOf(request.body ?? '');
  return {
    id: textOf(headers['webhook-id'] ?? headers['svix-id'] ?? body.id),
    type: textOf(body.type ?? body.event),
    attempt: wholeNumber(headers['webhook-attempt'] ?? body.attempt),
  };
};

const membersOf = (body: string): Readonly<Record<string, unknown>> => {
  if (body.length > maxKeptBodyBytes || !body.startsWith('{')) return {};
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, maxText).toWellFormed() : null;

const wholeNumber = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
};
