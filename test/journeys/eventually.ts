const patienceMs = 20_000;
const pauseMs = 15;

/**
 * Asks another process again and again until it gives what is wanted: there is no event to wait for.
 *
 * @param look gives undefined while there is nothing to see yet
 * @throws Error when nothing is seen within 20 s
 */
export const eventually = async <Seen>(
  what: string,
  look: () => Promise<Seen | undefined>,
): Promise<Seen> => {
  const deadline = AbortSignal.timeout(patienceMs);
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (deadline.aborted) throw new Error(`waited in vain for ${what}`);
    await Bun.sleep(pauseMs);
  }
};
