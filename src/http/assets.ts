import { readFileSync } from 'node:fs';
import htmxScript from '../../node_modules/htmx.org/dist/htmx.min.js' with { type: 'file' };
import adminStyles from '../../public/admin.css' with { type: 'file' };
import appStyles from '../../public/app.css' with { type: 'file' };
import appScript from '../../public/app.js' with { type: 'file' };
import chartStyles from '../../public/charts.css' with { type: 'file' };
import docsStyles from '../../public/docs.css' with { type: 'file' };
import favicon from '../../public/favicon.svg' with { type: 'file' };
import formStyles from '../../public/forms.css' with { type: 'file' };
import listStyles from '../../public/lists.css' with { type: 'file' };
import partStyles from '../../public/parts.css' with { type: 'file' };
import passkeyScript from '../../public/passkeys.js' with { type: 'file' };
import roomStyles from '../../public/rooms.css' with { type: 'file' };
import { acceptsGzip, hasKnownTag } from './negotiation.ts';

/** Every file the server hands out; nothing else can be reached by any path. */
const files = {
  'app.css': { file: appStyles, contentType: 'text/css; charset=utf-8' },
  'parts.css': { file: partStyles, contentType: 'text/css; charset=utf-8' },
  'admin.css': { file: adminStyles, contentType: 'text/css; charset=utf-8' },
  'forms.css': { file: formStyles, contentType: 'text/css; charset=utf-8' },
  'lists.css': { file: listStyles, contentType: 'text/css; charset=utf-8' },
  'charts.css': { file: chartStyles, contentType: 'text/css; charset=utf-8' },
  'rooms.css': { file: roomStyles, contentType: 'text/css; charset=utf-8' },
  'app.js': { file: appScript, contentType: 'text/javascript; charset=utf-8' },
  'passkeys.js': { file: passkeyScript, contentType: 'text/javascript; charset=utf-8' },
  'docs.css': { file: docsStyles, contentType: 'text/css; charset=utf-8' },
  'favicon.svg': { file: favicon, contentType: 'image/svg+xml' },
  'htmx.js': { file: htmxScript, contentType: 'text/javascript; charset=utf-8' },
} as const;

export type AssetName = keyof typeof files;

export const assetNames = Object.keys(files) as AssetName[];

/** Where browsers find a file, its content's hash included: `/assets/app.1f2e3d4c5b6a.css`. */
export const assetUrl = (name: AssetName): string => load(name).url;

/** Answers GET and HEAD of an asset's present URL; undefined for everything else, so that a 404 follows. */
export const serveAsset = (path: string, request: Request): Response | undefined => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const asset = assetNames.map(load).find(({ url }) => url === path);
  if (!asset) return undefined;
  if (hasKnownTag(request, asset.headers.etag))
    return new Response(null, { status: 304, headers: asset.headers });
  const encoded = acceptsGzip(request) ? compress(asset) : undefined;
  const body = encoded ?? asset.content;
  const headers = {
    ...asset.headers,
    'content-type': asset.contentType,
    'content-length': String(body.length),
    ...(encoded && { 'content-encoding': 'gzip' }),
  };
  return new Response(request.method === 'HEAD' ? null : body, { headers });
};

interface Asset {
  url: string;
  contentType: string;
  content: Uint8Array<ArrayBuffer>;
  headers: { etag: string; 'cache-control': string; vary: string };
  gzipped?: Uint8Array<ArrayBuffer>;
}

const loaded = new Map<AssetName, Asset>();

/** Read and hashed on first use, so that starting the server costs nothing. */
const load = (name: AssetName): Asset => {
  const known = loaded.get(name);
  if (known) return known;
  const { file, contentType } = files[name];
  const content = readFileSync(file);
  const hash = new Bun.CryptoHasher('sha256').update(content).digest('hex').slice(0, 12);
  const asset: Asset = {
    url: `/assets/${name.replace('.', `.${hash}.`)}`,
    contentType,
    content,
    headers: {
      // Weak, because the same tag stands for the compressed form.
      etag: `W/"${hash}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    },
  };
  loaded.set(name, asset);
  return asset;
};

const compress = (asset: Asset): Uint8Array<ArrayBuffer> => {
  asset.gzipped ??= Bun.gzipSync(asset.content);
  return asset.gzipped;
};
