import { acceptsGzip, hasKnownTag } from './negotiation.ts';

/**
 * Answers with a text that stays the same while the process runs: written and compressed when it is first asked
 * for, so that starting the server costs nothing. Browsers keep it and ask each time whether it is still the one.
 */
export const writtenOnce = (
  contentType: string,
  write: () => string | Promise<string>,
): ((request: Request) => Promise<Response>) => {
  let written: Promise<WrittenText> | undefined;
  return async (request) => {
    written ??= Promise.resolve(write()).then(toWritten);
    const { etag, text, compressed } = await written;
    const headers = { etag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
    if (hasKnownTag(request, etag)) return new Response(null, { status: 304, headers });
    const typed = { ...headers, 'content-type': contentType };
    if (!acceptsGzip(request)) return new Response(text, { headers: typed });
    return new Response(compressed, { headers: { ...typed, 'content-encoding': 'gzip' } });
  };
};

interface WrittenText {
  readonly text: string;
  readonly compressed: Uint8Array<ArrayBuffer>;
  /** Weak, because the same tag stands for the compressed form. */
  readonly etag: string;
}

const toWritten = (text: string): WrittenText => ({
  text,
  compressed: Bun.gzipSync(text, { level: 9 }),
  etag: `W/"${new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 16)}"`,
});
