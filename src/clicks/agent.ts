import { isbot } from 'isbot';

/** What made the request: the kind of device, or that no person was there to click. */
export const agentClasses = ['desktop', 'mobile', 'tablet', 'bot', 'embedded', 'unknown'] as const;
export type AgentClass = (typeof agentClasses)[number];

/** Nobody clicked: programs that say what they are, and pages that load the link as an image, frame or script. */
export const isNobody = (agent: AgentClass): boolean => agent === 'bot' || agent === 'embedded';

/** Longer than any browser's; more would only cost time in the patterns. */
const maxUserAgent = 512;
/** What a few days of visitors have in common fits; what a hostile one makes up is thrown away. */
const maxRemembered = 2_000;

/** Tells devices and bots by their user agent, remembering the answers because few user agents make most clicks. */
export const createAgentClassifier = (): ((userAgent: string | null) => AgentClass) => {
  const remembered = new Map<string, AgentClass>();
  return (userAgent) => {
    if (!userAgent) return 'unknown';
    const known = remembered.get(userAgent);
    if (known !== undefined) return known;
    const agent = classify(userAgent.slice(0, maxUserAgent));
    if (remembered.size >= maxRemembered) remembered.clear();
    if (userAgent.length <= maxUserAgent) remembered.set(userAgent, agent);
    return agent;
  };
};

/** What developers try a link with, under the name it has by itself: a person asked, though not in a browser. */
const handTool = /^(?:curl|wget|httpie|postmanruntime|insomnia|node|undici|bun|deno)(?:\/[\w.+-]*)?$/i;

const classify = (userAgent: string): AgentClass => {
  if (handTool.test(userAgent)) return 'unknown';
  if (isbot(userAgent)) return 'bot';
  if (/ipad|tablet|silk\/|kindle|android(?!.*mobile)/i.test(userAgent)) return 'tablet';
  if (/mobi|iphone|ipod|android/i.test(userAgent)) return 'mobile';
  return /windows|macintosh|x11|linux|cros/i.test(userAgent) ? 'desktop' : 'unknown';
};

/** A browser that fetches ahead of a click that may never come. */
export const isPrefetch = (headers: Headers): boolean =>
  (headers.get('sec-purpose')?.includes('prefetch') ||
    headers.get('purpose') === 'prefetch' ||
    headers.get('x-purpose') === 'preview' ||
    headers.get('x-moz') === 'prefetch') ??
  false;

/** A page that loads the link without the visitor going anywhere: how cookies are stuffed. */
export const isEmbedded = (headers: Headers): boolean => {
  const destination = headers.get('sec-fetch-dest');
  return destination !== null && destination !== 'document';
};
