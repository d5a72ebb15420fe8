import type { RandomBytes } from '../../src/core/ids.ts';

/** The same bytes in every run (xorshift32), so that a failing test names the same ids again. */
export const seededRandom = (seed = 0x9e3779b9): RandomBytes => {
  let state = seed;
  return (bytes) => {
    for (let index = 0; index < bytes.length; index += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[index] = state & 0xff;
    }
    return bytes;
  };
};
