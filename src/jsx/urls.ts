const followableProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * Says whether a browser that follows this URL stays with pages, mail and telephone: not `javascript:`, `data:`
 * and their like. The URL parser itself decides, because browsers forgive blanks and line ends in a scheme.
 */
export const isFollowable = (url: string): boolean => {
  if (url.startsWith('/') || url.startsWith('#')) return true;
  const parsed = URL.parse(url, 'https://page.invalid/');
  return parsed !== null && followableProtocols.has(parsed.protocol);
};
