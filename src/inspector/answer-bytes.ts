const chunkBytes = 64 * 1_024;
const letter = 'a'.charCodeAt(0);
const chunk = new Uint8Array(chunkBytes).fill(letter);

/** So many bytes of filler, in chunks of 64 KiB. */
export function* filler(bytes: number): Generator<Uint8Array, undefined> {
  for (let left = bytes; left > 0; left -= chunkBytes) {
    yield left >= chunkBytes ? chunk : chunk.subarray(0, left);
  }
}

/** Filler as one piece. */
export const wholeFiller = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(bytes).fill(letter);

/** The bytes of the text one by one; of filler when there is none, so many or without end. */
export function* singleBytes(text: string | null, bytes: number | null): Generator<Uint8Array, undefined> {
  if (text !== null) {
    const encoded = new TextEncoder().encode(text);
    for (let at = 0; at < encoded.length; at += 1) yield encoded.subarray(at, at + 1);
    return;
  }
  for (let sent = 0; bytes === null || sent < bytes; sent += 1) yield chunk.subarray(0, 1);
}
