import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { receiverCodeOfAffiliateBase } from '../webhooks/support/printed-code.ts';
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

/** The verification code that AffiliateBase prints, run unchanged; undefined where there is no copy of its page. */
export const loadAffiliateBaseCode = async (): Promise<Verifier | undefined> => {
  const verify = await receiverCodeOfAffiliateBase();
  return verify && (({ headers, rawBody }, secret) => verify({ rawBody, headers, signingSecret: secret }));
};
