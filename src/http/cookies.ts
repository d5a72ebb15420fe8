/** The value of a cookie as sent; undefined when it is not there. Of two with one name the first counts. */
export const readCookie = (request: Request, name: string): string | undefined => {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
};

export interface CookieOptions {
  /** Seconds; 0 removes it; until the browser is closed when left out. */
  readonly maxAgeSeconds?: number;
  readonly sameSite?: 'Lax' | 'Strict';
}

/**
 * Cookies for the pages of one installation: never for scripts, never for other hosts.
 *
 * @param name without prefix: on https browsers are told to take it from this host alone (`__Host-`)
 */
export const ownCookie = (baseUrl: string, name: string) => {
  const isSecure = baseUrl.startsWith('https://');
  const fullName = isSecure ? `__Host-${name}` : name;
  return {
    read: (request: Request): string | undefined => readCookie(request, fullName),
    /** As a `Set-Cookie` header. */
    write: (value: string, { maxAgeSeconds, sameSite = 'Lax' }: CookieOptions = {}): string =>
      [
        `${fullName}=${value}`,
        'Path=/',
        'HttpOnly',
        `SameSite=${sameSite}`,
        ...(isSecure ? ['Secure'] : []),
        ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
      ].join('; '),
  };
};
