import source from '../../public/t.js' with { type: 'text' };
import { securityHeaders } from '../http/security-headers.ts';

/** Long enough to spare page loads a request, short enough that a new version is everywhere within minutes. */
const maxAgeSeconds = 600;

/** Answers `GET` and `HEAD` of `/t.js`, the snippet that merchants' pages load. */
export const createTrackScript = (baseUrl: string): ((request: Request) => Response) => {
  const etag = `"${new Bun.CryptoHasher('sha256').update(source).digest('hex').slice(0, 16)}"`;
  const headers = {
    ...securityHeaders(baseUrl, 'script'),
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    'access-control-allow-origin': '*',
    etag,
  };
  return (request) => {
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
    return new Response(request.method === 'HEAD' ? null : source, { headers });
  };
};
