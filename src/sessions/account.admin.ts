import { AccountPage, nameForm, PasswordPage, passwordForm } from '../../views/people/account.tsx';
import { changeAdmin, changePassword } from '../admins/admin.service.ts';
import { findAdmin } from '../admins/admin.store.ts';
import { readNewPassword } from '../admins/new-password.ts';
import { listPasskeys } from '../admins/passkey.store.ts';
import { countRecoveryCodes } from '../admins/recovery-code.store.ts';
import { toIso } from '../core/clock.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  type FramedPage,
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { toIsoOrNull } from '../http/views.ts';
import { type AccountApp, askPassword, changeAndGoOn, doing, ownId } from './own-account.admin.ts';
import { listSessions } from './session.store.ts';
import { closeSessionsOf } from './sessions.service.ts';

const path = '/admin/account';

/** One's own account: who one is, what one proves it with, where one is signed in. */
export const accountPages = (app: AccountApp): PageRoute[] => [
  { method: 'GET', path, scope: 'read', handle: (asked) => show(app, asked) },
  { method: 'POST', path, scope: 'read', handle: (asked) => rename(app, asked) },
  {
    method: 'GET',
    path: `${path}/password`,
    scope: 'read',
    handle: () => showPage('Change password', PasswordPage({})),
  },
  { method: 'POST', path: `${path}/password`, scope: 'read', handle: (asked) => setPassword(app, asked) },
  {
    method: 'POST',
    path: `${path}/sign-ins`,
    scope: 'read',
    handle: (asked) => signOutElsewhere(app, asked),
  },
];

const show = async (app: AccountApp, asked: PageRequest, refusal?: FormRefusal): Promise<FramedPage> => {
  const id = ownId(asked);
  const [admin, passkeys, codesLeft, sessions] = await Promise.all([
    findAdmin(app.read, id),
    listPasskeys(app.read, id),
    countRecoveryCodes(app.read, id),
    listSessions(app.read, id),
  ]);
  const view = AccountPage({
    viewer: asked.viewer,
    values: refusal ? writtenValues(nameForm, asked.form) : { name: asked.viewer.name },
    refusal,
    secondStep: admin?.hasTotp === true ? { codesLeft } : undefined,
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      ...{ id, name, created_at: toIso(createdAt), last_used_at: toIsoOrNull(lastUsedAt) },
    })),
    signIns: sessions.map(({ tokenHash, device, createdAt, lastSeenAt }) => ({
      device,
      created_at: toIso(createdAt),
      last_seen_at: toIso(Math.max(lastSeenAt, app.gate.sightings.lastOf(tokenHash) ?? 0)),
      isThis: tokenHash === asked.viewer.sessionId,
    })),
  });
  return showPage('Your account', view, refusal?.status ?? 200);
};

const rename = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const name = written(asked.form, 'name');
      await app.transact(doing(asked, 'admin.changed'), (work) => changeAdmin(work, ownId(asked), { name }));
      return goTo(path, 'Your name is changed.');
    },
    (refusal) => show(app, asked, refusal),
  );

const setPassword = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const password = readNewPassword(asked.form);
      await askPassword(app, asked);
      const passwordHash = await app.gate.passwords.hash(password);
      const { renewed } = await changeAndGoOn(app, asked, 'admin.password.changed', (work) =>
        changePassword(work, ownId(asked), passwordHash),
      );
      return { ...goTo(path, 'The password is changed. Everywhere else you are signed out.'), renewed };
    },
    (refusal) =>
      showPage(
        'Change password',
        PasswordPage({ values: writtenValues(passwordForm, asked.form), refusal }),
        refusal.status,
      ),
  );

const signOutElsewhere = async (app: AccountApp, asked: PageRequest): Promise<PageAnswer> => {
  const { renewed } = await changeAndGoOn(app, asked, 'admin.signed_out_elsewhere', (work) =>
    closeSessionsOf(work, ownId(asked)),
  );
  return { ...goTo(path, 'Everywhere else you are signed out.'), renewed };
};
