import { type ClickId, isId } from '../core/ids.ts';

const cookieName = 'trb_click';

/** Everything of the click cookie that does not depend on the click. */
export const clickCookieAttributes = (options: {
  readonly windowDays: number;
  readonly domain: string | null;
  /** Whether browsers reach us by https only. */
  readonly secure: boolean;
}): string =>
  `; Path=/; Max-Age=${options.windowDays * 86_400}; HttpOnly; SameSite=Lax` +
  (options.secure ? '; Secure' : '') +
  (options.domain === null ? '' : `; Domain=${options.domain}`);

export const clickCookie = (id: ClickId, attributes: string): string => `${cookieName}=${id}${attributes}`;

/** The click id in a `Cookie` header, if it has the form of one of ours; whether it exists is not asked. */
export const readClickCookie = (header: string | null): ClickId | null => {
  if (header === null || !header.includes(cookieName)) return null;
  for (const pair of header.split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2);
    if (name === cookieName && isId('clk', value)) return value;
  }
  return null;
};
