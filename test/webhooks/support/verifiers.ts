import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ReceivedRequest } from '../../support/receiver.ts';
import { receiverCodeOfAffiliateBase } from './printed-code.ts';

/** Whether a receiver that knows this secret takes the request for ours. */
export type Verifier = (request: ReceivedRequest, secret: string) => boolean;

/** The library of Standard Webhooks; it compares timestamps with the clock of the machine. */
export const libraryAccepts: Verifier = ({ headers, body }, secret) => {
  try {
    new Webhook(secret).verify(body, { ...headers });
    return true;
  } catch {
    return false;
  }
};

/** The code of the AffiliateBase page as printed; in a clone without that page what it says. */
export const createPageVerifier = async (): Promise<Verifier> => {
  const verify = await receiverCodeOfAffiliateBase();
  if (!verify) return asThePageSays;
  return ({ headers, body }, signingSecret) => verify({ rawBody: body, headers, signingSecret });
};

const asThePageSays: Verifier = ({ headers, body }, secret) => {
  const signed = `${headers['svix-id']}.${headers['svix-timestamp']}.${body}`;
  const expected = createHmac('sha256', secret).update(signed).digest('base64');
  return headers['svix-signature'] === `v1,${expected}`;
};
