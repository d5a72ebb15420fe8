import { RefusedPasskeyPage } from '../../views/people/login.tsx';
import { findPasskeyByCredential, markPasskeyUsed, type Passkey } from '../admins/passkey.store.ts';
import { DomainError } from '../core/errors.ts';
import { addressGroup } from '../http/client-address.ts';
import { ownCookie } from '../http/cookies.ts';
import { written } from '../http/forms/sent-form.ts';
import type { EntryPage, EntryRequest } from '../http/pages/entry-page.ts';
import { page } from '../http/render.ts';
import { actingAs } from './acting.ts';
import { admitIn, type EntryApp, type EntryTools, letThrough } from './admission.entry.ts';
import { mintChallenge } from './challenge.ts';
import { waitSentence } from './login.service.ts';
import { nextPage } from './next-page.ts';
import { ticketMs } from './tickets.ts';
import { authenticationOptions, credentialIdOf, relyingParty, verifyAuthentication } from './webauthn.ts';

export const passkeyLoginPages = (tools: EntryTools): EntryPage[] => [
  { method: 'POST', path: '/login/passkey', handle: (asked) => logIn(tools, asked) },
];

const ticketContext = 'passkey sign-in';
/** What a browser asks an authenticator, and the cookie that ties the answer to this browser. */
export const offerPasskeys = (
  app: EntryApp,
  url: URL,
): { readonly options: string; readonly cookie: string } | undefined => {
  const party = relyingParty(url, app.config.baseUrl);
  if (!party) return undefined;
  const challenge = mintChallenge(app.ids);
  const ticket = app.gate.tickets.issue(challenge, ticketContext);
  const cookie = challengeCookie(app.config.baseUrl).write(ticket, { maxAgeSeconds: ticketMs / 1000 });
  return { options: authenticationOptions(party, challenge), cookie };
};

const challengeCookie = (baseUrl: string) => ownCookie(baseUrl, 'trb_passkey');

const logIn = async (tools: EntryTools, asked: EntryRequest): Promise<Response> => {
  const { app } = tools;
  const from = addressGroup(asked.address);
  const waitSeconds = app.gate.byAddress.take(from);
  if (waitSeconds > 0) {
    throw new DomainError('rate_limited', `Signing in ${waitSentence(waitSeconds)}.`, [], waitSeconds);
  }
  const proven = await prove(app, asked);
  if (!proven) return page(RefusedPasskeyPage(), { status: 401 });
  const { passkey, counter } = proven;
  const origin = actingAs(passkey.adminId, asked.requestId, 'admin.signed_in');
  const token = await app.transact(origin, async (work) => {
    if (!(await markPasskeyUsed(work.tx, passkey, counter, work.now))) return undefined;
    return admitIn(work, { app, asked }, passkey.adminId);
  });
  if (token === undefined) return page(RefusedPasskeyPage(), { status: 401 });
  app.gate.byAddress.giveBack(from);
  return letThrough(tools, token, nextPage(written(asked.form, 'next')));
};

/** The passkey that answered this browser's challenge, which is spent with it. */
const prove = async (
  { read, gate, config }: EntryApp,
  { request, url, form }: EntryRequest,
): Promise<{ passkey: Passkey; counter: number } | undefined> => {
  const challenge = gate.tickets.redeem(challengeCookie(config.baseUrl).read(request), ticketContext);
  const party = relyingParty(url, config.baseUrl);
  const answer = written(form, 'credential');
  const credentialId = credentialIdOf(answer);
  if (challenge === undefined || !party || credentialId === undefined) return undefined;
  const passkey = await findPasskeyByCredential(read, credentialId);
  if (!passkey) return undefined;
  const counter = await verifyAuthentication(party, challenge, answer, passkey);
  return counter === undefined ? undefined : { passkey, counter };
};
