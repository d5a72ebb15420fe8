import { CodePage } from '../../views/people/login.tsx';
import { countRecoveryCodes } from '../admins/recovery-code.store.ts';
import { type SecondStep, takeSecondStep } from '../admins/two-factor.service.ts';
import { written } from '../http/forms/sent-form.ts';
import type { EntryPage, EntryRequest } from '../http/pages/entry-page.ts';
import { seeOther } from '../http/pages/page-response.ts';
import { page } from '../http/render.ts';
import { actingAs } from './acting.ts';
import { admitIn, type EntryApp, type EntryTools, letThrough } from './admission.entry.ts';
import { pendingCookie } from './login.entry.ts';
import { waitSentence } from './login.service.ts';
import type { PendingLogin } from './pending-logins.ts';

/** The second step of signing in, for who has an authenticator app. */
export const secondStepPages = (tools: EntryTools): EntryPage[] => [
  {
    method: 'GET',
    path: '/login/code',
    handle: (asked) => (pendingOf(tools.app, asked) ? page(CodePage({})) : seeOther('/login')),
  },
  { method: 'POST', path: '/login/code', handle: (asked) => takeCode(tools, asked) },
];

const pendingOf = ({ gate, config }: EntryApp, { request }: EntryRequest): PendingLogin | undefined =>
  gate.pending.find(pendingCookie(config.baseUrl).read(request));

const takeCode = async (tools: EntryTools, asked: EntryRequest): Promise<Response> => {
  const { app } = tools;
  const login = pendingOf(app, asked);
  if (!login) return seeOther('/login');
  const waitSeconds = app.gate.byCode.take(login.adminId);
  if (waitSeconds > 0) return refused(429, waitSentence(waitSeconds), waitSeconds);
  const taken = await enter(app, asked, login);
  if (!taken) return refused(401, 'is not right, or was used before');
  app.gate.byCode.clear(login.adminId);
  const cookie = pendingCookie(app.config.baseUrl);
  app.gate.pending.end(cookie.read(asked.request));
  const says = taken.by === 'recovery_code' ? recoverySentence(taken.codesLeft) : undefined;
  return letThrough(tools, taken.token, login.next, {
    says,
    cookies: [cookie.write('', { maxAgeSeconds: 0 })],
  });
};

interface Entered {
  readonly by: SecondStep;
  readonly token: string;
  readonly codesLeft: number;
}

/** The code is spent in the unit that opens the sign-in: both happen, or neither does. */
const enter = (app: EntryApp, asked: EntryRequest, login: PendingLogin): Promise<Entered | undefined> =>
  app.transact(actingAs(login.adminId, asked.requestId, 'admin.signed_in'), async (work) => {
    const known = { id: login.adminId, passwordHash: login.passwordHash };
    const by = await takeSecondStep(work, app.secrets, known, written(asked.form, 'code'));
    if (by === undefined) return undefined;
    const token = await admitIn(work, { app, asked }, login.adminId);
    return { by, token, codesLeft: await countRecoveryCodes(work.tx, login.adminId) };
  });

const recoverySentence = (left: number): string =>
  `That recovery code is used up. ${left === 1 ? '1 is' : `${left} are`} left: make new ones in your account.`;

const refused = (status: number, message: string, retryAfterSeconds?: number): Promise<Response> =>
  page(CodePage({ refusal: { detail: '', errors: [{ path: 'code', message }], status } }), {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  });
