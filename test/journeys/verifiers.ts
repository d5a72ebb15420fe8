import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { Arrival } from './webhook-receiver.ts';

/** Receivers' code that checks a signature; it knows the secret that was shown and nothing else. */
export type Verifier = (arrival: Pick<Arrival, 'headers' | 'rawBody'>, secret: string) => boolean;

/** The library of Standard Webhooks; it refuses timestamps that are minutes old as well. */
export const byStandardWebhooks: Verifier = ({ headers, rawBody }, secret) => {
  try {
    new Webhook(secret).verify(rawBody, { ...headers });
    return true;
  } catch {
    return false;
  }
};

/** What AffiliateBase documents: `svix-*`, one `v1,` value, keyed with the text of the secret. */
export const asAffiliateBaseDocuments: Verifier = ({ headers, rawBody }, secret) => {
  const signed = `${headers['svix-id']}.${headers['svix-timestamp']}.${rawBody}`;
  const expected = Buffer.from(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
  const given = Buffer.from(headers['svix-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

type Snippet = (input: {
  rawBody: string;
  headers: Readonly<Record<string, string>>;
  signingSecret: string;
}) => boolean;

/** Where a copy of AffiliateBase's documentation may lie; it is not ours to publish. */
const documentation = join(import.meta.dir, '../../../shared/seeds');

/** The verification code of that documentation, run unchanged; undefined where there is no copy of it. */
export const loadAffiliateBaseSnippet = async (): Promise<Verifier | undefined> => {
  const source = findSnippet();
  if (source === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tributary-snippet-'));
  try {
    const file = join(folder, 'snippet.mjs');
    writeFileSync(file, `${source}\nexport { verifyAffiliateBaseWebhook };\n`);
    const { verifyAffiliateBaseWebhook: verify } = (await import(file)) as Record<string, Snippet>;
    return ({ headers, rawBody }, secret) => verify?.({ rawBody, headers, signingSecret: secret }) === true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const findSnippet = (): string | undefined => {
  if (!existsSync(documentation)) return undefined;
  const name = readdirSync(documentation).find((entry) => entry.startsWith('001'));
  if (name === undefined) return undefined;
  const found = /^import crypto from "node:crypto";[\s\S]*?^}$/m.exec(
    readFileSync(join(documentation, name), 'utf8'),
  );
  if (!found) throw new Error(`${name} holds no verification code any more`);
  return found[0];
};
