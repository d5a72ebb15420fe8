import { writeEnvelope } from '../../events/envelope.ts';
import type { EventDefinition } from '../../events/event-definition.ts';
import type { BodyWriter } from '../../events/subscriptions.ts';
import type { AttemptFacts } from './attempt-members.ts';
import type { ReceiverFormat } from './format.ts';
import { type FormatName, formatNames, formatOf } from './formats.ts';

/**
 * In which form an endpoint gets the body of an event. Its name is what a delivery and a stored body are filed under:
 * the format's, with the major version behind it (`tributary@1`) where the endpoint stays on an earlier one.
 */
export interface BodyForm {
  readonly name: string;
  /** Undefined when it is the canonical envelope. */
  readonly writeBody: BodyWriter | undefined;
}

/** @param pinned the major version that the endpoint stays on; undefined for the present one, whichever that is */
export const bodyFormOf = (
  format: FormatName,
  definition: EventDefinition | undefined,
  type: string,
  pinned: number | undefined,
): BodyForm => {
  const { writeBody, ownName } = formatOf(format);
  const earlier = definition?.earlier?.find(({ version }) => version === pinned);
  // What a format has words of its own for does not change with our versions.
  if (earlier === undefined || ownName(type) !== undefined) return { name: format, writeBody };
  const { version } = earlier;
  return {
    name: `${format}@${version}`,
    writeBody: (envelope) => writeEnvelope({ ...envelope, version, data: earlier.from(envelope.data) }),
  };
};

/** The format and, behind it, the earlier major version that the name of a form speaks of; null for the present one. */
export const readForm = (name: string): { readonly format: string; readonly version: number | null } => {
  const at = name.indexOf('@');
  return at === -1
    ? { format: name, version: null }
    : { format: name.slice(0, at), version: Number(name.slice(at + 1)) };
};

/** Whether a body in this form is the canonical envelope, which is stored with the event itself. */
export const isCanonicalForm = (name: string): boolean => canonicalForms.has(name);

const canonicalForms: ReadonlySet<string> = new Set(
  formatNames.filter((name) => formatOf(name).writeBody === undefined),
);

/** The exact text of one attempt: the stored body, with what the format wants to read there of the attempt itself. */
export const bodyOfAttempt = (form: string, stored: string, facts: AttemptFacts): string =>
  attemptWriterOf(form)?.(stored, facts) ?? stored;

/** Whether the body is another one on every attempt. */
export const variesByAttempt = (form: string): boolean => attemptWriterOf(form) !== undefined;

const attemptWriterOf = (form: string): ReceiverFormat['writeAttempt'] =>
  attemptWriters.get(form) ?? (form.includes('@') ? attemptWriters.get(readForm(form).format) : undefined);

const attemptWriters = new Map(
  formatNames.flatMap((name) => {
    const { writeAttempt } = formatOf(name);
    return writeAttempt ? [[name as string, writeAttempt] as const] : [];
  }),
);
