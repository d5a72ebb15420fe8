import { type OutboundError, outboundErrors, sentenceOf } from '../../src/outbound/failures.ts';

interface Outcome {
  readonly last_status: number | null;
  readonly last_error: string | null;
}

/** What came of it last, short: the status, or what went wrong where there was none. */
export const outcomeText = ({ last_status, last_error }: Outcome): string =>
  [last_status, last_error?.replaceAll('_', ' ')]
    .filter((part) => part !== null && part !== undefined)
    .join(', ');

/** What went wrong, in a sentence. */
export const errorSentence = (error: string): string => {
  if (isOutboundError(error)) return sentenceOf(error);
  return others[error] ?? `${error.replaceAll('_', ' ')}.`;
};

const isOutboundError = (error: string): error is OutboundError =>
  (outboundErrors as readonly string[]).includes(error);

const others: Readonly<Record<string, string>> = {
  max_age: 'It was older than the endpoint allows before it could be sent.',
  endpoint_deleted: 'Its endpoint was deleted.',
};
