/** What is kept of an answer. */
export interface AnswerBody {
  /** The beginning of the body as text: UTF-8 read leniently, NUL removed. */
  readonly excerpt: string;
  /** Whether the body goes on after the excerpt. */
  readonly truncated: boolean;
}

/** Most bytes taken from the network; the connection is given up after that. */
export const maxReadBytes = 64 * 1_024;
/** Most bytes kept as the excerpt. */
export const maxExcerptBytes = 8 * 1_024;

const maxHeaders = 64;
const maxHeaderCharacters = 1_024;

/**
 * Reads the body, never more than `maxReadBytes` (plus the rest of one chunk), and keeps its beginning.
 * Rejects when the body breaks off or the request is aborted.
 */
export const readBody = (response: Response): AnswerBody | Promise<AnswerBody> => {
  if (withoutBody.has(response.status)) return noBody;
  return isKnownToBeSmall(response.headers) ? response.bytes().then(bodyOf) : readStream(response);
};

/** What these say ends with their headers, whatever the headers claim (RFC 9110, 6.4.1). */
const withoutBody: ReadonlySet<number> = new Set([204, 304]);
const noBody: AnswerBody = { excerpt: '', truncated: false };

const readStream = async (response: Response): Promise<AnswerBody> => {
  const reader = response.body?.getReader();
  if (!reader) return bodyOf(new Uint8Array(0));
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < maxReadBytes) {
    const { done, value } = await reader.read();
    if (done) return bodyOf(Buffer.concat(chunks));
    chunks.push(value);
    total += value.byteLength;
  }
  reader.cancel().catch(() => undefined);
  return bodyOf(Buffer.concat(chunks));
};

/**
 * The quick way for nearly all answers. HTTP/1.1 ends the body where Content-Length says, and nothing is
 * decompressed, so what is announced is the most that can come; with Transfer-Encoding it would be ignored.
 */
const isKnownToBeSmall = (headers: Response['headers']): boolean => {
  const announced = headers.get('content-length');
  return announced !== null && Number(announced) <= maxReadBytes && !headers.has('transfer-encoding');
};

const bodyOf = (bytes: Uint8Array): AnswerBody => {
  const truncated = bytes.byteLength > maxExcerptBytes;
  // A decoder in the middle of a stream holds back the character that the cut went through.
  const text = truncated
    ? new TextDecoder().decode(bytes.subarray(0, maxExcerptBytes), { stream: true })
    : wholeTextDecoder.decode(bytes);
  return { excerpt: text.replaceAll('\0', ''), truncated };
};

const wholeTextDecoder = new TextDecoder();

/** The headers, whose names iteration gives in lower case: at most 64, each cut at 1,024 characters. */
export const headersOf = (response: Response): Record<string, string> => {
  const headers: Record<string, string> = {};
  let count = 0;
  response.headers.forEach((value, name) => {
    count += 1;
    if (count <= maxHeaders) headers[name] = value.slice(0, maxHeaderCharacters);
  });
  return headers;
};
