import type { Db } from '../database/work.ts';
import { findResolvedLink } from './link.store.ts';
import { type LinkMemory, normalizeSlug, type ResolvedLink } from './link.ts';

/** The links that visitors follow, in memory. */
export interface LinkDirectory extends LinkMemory {
  /**
   * The link with this slug, in any capitals: at once when it is in memory, else as a promise. Undefined for a slug
   * that is retired, unknown or no slug at all; that is never remembered, so guessing fills nothing.
   */
  find(slug: string): ResolvedLink | undefined | Promise<ResolvedLink | undefined>;
}

/** Some 25 MB when full. */
const defaultCapacity = 50_000;

/**
 * Keeps at most `capacity` links: those asked for lately, and as many from before. When the lately asked ones are
 * half of what fits they become the earlier ones, and what nobody has asked for since is gone.
 *
 * @param read the connection that is asked for links not in memory
 */
export const createLinkDirectory = (read: Db, capacity = defaultCapacity): LinkDirectory => {
  let recent = new Map<string, ResolvedLink>();
  let earlier = new Map<string, ResolvedLink>();
  let timesForgotten = 0;

  const remember = (link: ResolvedLink): ResolvedLink => {
    if (recent.size >= capacity / 2) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(link.slug, link);
    return link;
  };

  const load = async (slug: string): Promise<ResolvedLink | undefined> => {
    const before = timesForgotten;
    const link = await findResolvedLink(read, slug);
    // What was read before somebody changed it must not outlive that change.
    return link && timesForgotten === before ? remember(link) : link;
  };

  return {
    find(slug) {
      const known = recent.get(slug);
      if (known) return known;
      const normalized = normalizeSlug(slug);
      if (normalized === undefined) return undefined;
      const kept = recent.get(normalized) ?? earlier.get(normalized);
      if (!kept) return load(normalized);
      return recent.has(normalized) ? kept : remember(kept);
    },
    forget(slug) {
      timesForgotten += 1;
      if (slug === undefined) {
        recent = new Map();
        earlier = new Map();
        return;
      }
      recent.delete(slug);
      earlier.delete(slug);
    },
  };
};
