/** As much as every browser, proxy and log carries. */
const maxUrlLength = 2_048;

/** Whether a link may lead there. The merchant says where: any host will do, so long as every parser reads the same. */
export const isDestination = (destination: string): boolean => parseWebUrl(destination) !== undefined;

/**
 * Whether a visitor may be sent to `url`, which anybody can write into the address of a link, in place of the
 * link's own destination: only to a host that the program allows or that the link leads to anyway, with the same
 * port, and never from https down to http.
 */
export const isAllowedDeepLink = (
  url: string,
  destination: string,
  allowedHosts: readonly string[],
): boolean => {
  const target = disguised.test(url) ? undefined : parseWebUrl(url);
  const own = parseWebUrl(destination);
  if (!target || !own) return false;
  if (own.protocol === 'https:' && target.protocol !== 'https:') return false;
  return target.host === own.host || allowedHosts.includes(target.host);
};

/**
 * An absolute http or https address that every parser reads alike: no credentials, no backslash, no white space or
 * control characters, no third slash. Undefined for anything else.
 */
const parseWebUrl = (text: string): URL | undefined => {
  if (text.length > maxUrlLength || !/^https?:\/\/[^/?#\\\s]/i.test(text)) return undefined;
  if (/[\\\s\p{C}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url : undefined;
};

/** Line breaks and backslashes that a careless server behind the destination might decode and obey. */
const disguised = /%(?:[01][0-9a-f]|7f|5c)/i;
