/** Says that a response is whole, with its status; undefined while more bytes have to come. */
export type ResponseReader = (chunk: Buffer) => number | undefined;

/**
 * Reads one HTTP/1.1 response after the other from a connection that never has more than one request under way.
 * Knows no more of the protocol than a benchmark meets: a content length, or a status that has no body.
 *
 * @throws Error on a chunked response, a response without a length or bytes after the end of one
 */
export const createResponseReader = (): ResponseReader => {
  let pending: Buffer | undefined;
  return (chunk) => {
    const bytes = pending ? Buffer.concat([pending, chunk]) : chunk;
    const end = bytes.indexOf(endOfHead);
    const length = end < 0 ? undefined : end + endOfHead.length + bodyLength(bytes, end);
    if (length === undefined || bytes.length < length) {
      pending = pending ? bytes : Buffer.from(chunk);
      return undefined;
    }
    if (bytes.length > length) throw new Error('more came than was asked for');
    pending = undefined;
    return statusOf(bytes);
  };
};

const endOfHead = Buffer.from('\r\n\r\n');

const statusOf = (bytes: Buffer): number => Number(bytes.toString('latin1', 9, 12));

const bodyLength = (bytes: Buffer, end: number): number => {
  const found = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end));
  if (found) return Number(found[1]);
  const status = statusOf(bytes);
  if (status === 204 || status === 304) return 0;
  throw new Error('a response did not say how long it is');
};
