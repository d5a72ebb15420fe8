import { LoginPage } from '../../views/people/login.tsx';
import { hasAdmin } from '../admins/admin.store.ts';
import { ownCookie } from '../http/cookies.ts';
import { written } from '../http/forms/sent-form.ts';
import type { FormRefusal } from '../http/pages/attempt.ts';
import type { EntryPage, EntryRequest } from '../http/pages/entry-page.ts';
import { seeOther } from '../http/pages/page-response.ts';
import { page } from '../http/render.ts';
import { actingAs } from './acting.ts';
import { admit, type EntryApp, type EntryTools, letThrough } from './admission.entry.ts';
import { tryPassword, waitSentence } from './login.service.ts';
import { nextPage } from './next-page.ts';
import { offerPasskeys } from './passkey-login.entry.ts';
import { pendingLoginMs } from './pending-logins.ts';
import { closeSession, sessionCookie, viewerOf } from './sessions.service.ts';

export const loginPages = (tools: EntryTools): EntryPage[] => [
  { method: 'GET', path: '/login', handle: (asked) => showLogin(tools, asked) },
  { method: 'POST', path: '/login', handle: (asked) => logIn(tools, asked) },
  { method: 'POST', path: '/logout', handle: (asked) => logOut(tools, asked) },
];

/** Opens nothing: it says whose code is still to come. */
export const pendingCookie = (baseUrl: string) => ownCookie(baseUrl, 'trb_login');

const showLogin = async ({ app }: EntryTools, asked: EntryRequest): Promise<Response> => {
  const next = nextPage(asked.query.next);
  if (await viewerOf(app, asked.request)) return seeOther(next);
  if (!(await hasAdmin(app.read))) return seeOther('/setup');
  const notice = asked.query.signed_out === undefined ? undefined : 'You are signed out.';
  return draw(app, asked, { next, notice });
};

const logIn = async (tools: EntryTools, asked: EntryRequest): Promise<Response> => {
  const { app } = tools;
  const { form, address } = asked;
  const next = nextPage(written(form, 'next'));
  const email = written(form, 'email');
  const tried = await tryPassword(app, { email, password: String(form.get('password') ?? ''), address });
  if (tried.outcome === 'slowed') {
    const errors = [{ path: 'password', message: waitSentence(tried.waitSeconds) }];
    const refusal = { detail: '', errors, status: 429 };
    return draw(app, asked, { next, email, refusal, headers: { 'retry-after': String(tried.waitSeconds) } });
  }
  if (tried.outcome === 'wrong') {
    const refusal = { detail: 'No admin has this email and this password.', errors: [], status: 401 };
    return draw(app, asked, { next, email, refusal });
  }
  const { id: adminId, passwordHash, totpSealed } = tried.credentials;
  if (totpSealed !== null) {
    const token = app.gate.pending.begin({ adminId, passwordHash, next });
    const maxAgeSeconds = pendingLoginMs / 1000;
    return seeOther('/login/code', [pendingCookie(app.config.baseUrl).write(token, { maxAgeSeconds })]);
  }
  return letThrough(tools, await admit(app, asked, { adminId, action: 'admin.signed_in' }), next);
};

const logOut = async ({ app }: EntryTools, { request, requestId }: EntryRequest): Promise<Response> => {
  const viewer = await viewerOf(app, request);
  if (viewer) {
    const origin = actingAs(viewer.id as `adm_${string}`, requestId, 'admin.signed_out');
    await app.transact(origin, (work) => closeSession(work, viewer.sessionId));
  }
  return seeOther('/login?signed_out=1', [sessionCookie(app.config.baseUrl).write('', { maxAgeSeconds: 0 })]);
};

interface LoginState {
  readonly next: string;
  readonly email?: string;
  readonly refusal?: FormRefusal;
  readonly notice?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const draw = async (
  app: EntryApp,
  { url }: EntryRequest,
  { headers = {}, ...state }: LoginState,
): Promise<Response> => {
  const passkeys = offerPasskeys(app, url);
  const isPlain =
    app.config.baseUrl.startsWith('http://') && !/^(localhost|127\.|\[::1\])/.test(url.hostname);
  const view = LoginPage({ ...state, isPlain, passkeyOptions: passkeys?.options });
  const response = await page(view, { status: state.refusal?.status ?? 200, headers });
  if (passkeys) response.headers.append('set-cookie', passkeys.cookie);
  return response;
};
