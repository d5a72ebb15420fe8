import { holdsApiKey } from '../api-keys/api-key.ts';
import type { Instant } from '../core/clock.ts';
import type { RequestContent } from './inspected-request.ts';
import type { Arrival } from './inspector.service.ts';
import { maxKeptBodyBytes } from './inspector.ts';
import { type ExpectedSignature, verify } from './verification.service.ts';

/** What came, read whole. */
export interface Received {
  readonly request: Request;
  /** Path and query after the token. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

/** A request as it is recorded, with what its signature says. */
export const arrivalOf = (
  { request, path, body, receivedAt }: Received,
  expected: ExpectedSignature,
): Arrival => {
  const text = textOf(body);
  const headers = Object.fromEntries(request.headers);
  return {
    method: request.method,
    path: holdsApiKey(path) ? notRecorded : path.slice(0, maxPathLength),
    headers: recordedHeaders(headers),
    ...keptBody(body, text),
    bodyBytes: body.byteLength,
    receivedAt,
    verification: verify({ headers, body: text, receivedAt }, expected),
  };
};

const maxPathLength = 8 * 1_024;
const maxHeaders = 100;
const maxHeaderLength = 8 * 1_024;

const notRecorded = '(not recorded)';

/**
 * Everything as received but what would let its reader act as somebody else: only browsers send cookies here, and
 * to this origin they send those of people who are signed in.
 */
const recordedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .slice(0, maxHeaders)
      .map(([name, value]) => [
        name,
        name === 'cookie' || holdsApiKey(value) ? notRecorded : value.slice(0, maxHeaderLength),
      ]),
  );

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (body: Uint8Array): string | undefined => {
  try {
    return strictDecoder.decode(body);
  } catch {
    return undefined;
  }
};

/** NUL counts as no text, too: not every database takes it. */
const keptBody = (
  body: Uint8Array,
  text: string | undefined,
): Pick<RequestContent, 'body' | 'bodyEncoding'> => {
  const kept = body.subarray(0, maxKeptBodyBytes);
  if (text === undefined || text.includes('\0')) {
    return { body: Buffer.from(kept).toString('base64'), bodyEncoding: 'base64' };
  }
  if (kept.byteLength === body.byteLength) return { body: text, bodyEncoding: 'utf8' };
  // A decoder in the middle of a stream holds back the character that the cut went through.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return { body: decoder.decode(kept, { stream: true }), bodyEncoding: 'utf8' };
};
