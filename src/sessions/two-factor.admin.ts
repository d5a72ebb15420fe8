import {
  RecoveryCodesPage,
  TwoFactorOnPage,
  TwoFactorRemovalPage,
  TwoFactorStartPage,
} from '../../views/people/two-factor.tsx';
import { findAdmin } from '../admins/admin.store.ts';
import { countRecoveryCodes } from '../admins/recovery-code.store.ts';
import { matchTotp, mintTotpSecret, totpUrl } from '../admins/totp.ts';
import { renewRecoveryCodes, startTotp, stopTotp } from '../admins/two-factor.service.ts';
import { DomainError, invalidField } from '../core/errors.ts';
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
import { type AccountApp, askPassword, changeAndGoOn, doing, ownId } from './own-account.admin.ts';

const path = '/admin/account/two-factor';
const title = 'Two-step sign-in';

/** The code of an authenticator app as a second step. */
export const twoFactorPages = (app: AccountApp): PageRoute[] => [
  { method: 'GET', path, scope: 'read', handle: (asked) => show(app, asked) },
  { method: 'POST', path, scope: 'read', handle: (asked) => start(app, asked) },
  {
    method: 'POST',
    path: `${path}/recovery-codes`,
    scope: 'read',
    handle: (asked) => renewCodes(app, asked),
  },
  { method: 'GET', path: `${path}/removal`, scope: 'read', handle: () => showRemoval() },
  { method: 'POST', path: `${path}/removal`, scope: 'read', handle: (asked) => stop(app, asked) },
];

const show = async (app: AccountApp, asked: PageRequest, refusal?: FormRefusal): Promise<FramedPage> => {
  const admin = await findAdmin(app.read, ownId(asked));
  if (admin?.hasTotp !== true) return showStart(app, asked, mintTotpSecret(app.ids.random), refusal);
  const codesLeft = await countRecoveryCodes(app.read, admin.id);
  return showPage(title, TwoFactorOnPage({ codesLeft, refusal }), refusal?.status ?? 200);
};

/** The secret goes along sealed until the app has proved that it has it; nothing is stored before. */
const showStart = (
  app: AccountApp,
  asked: PageRequest,
  secret: string,
  refusal?: FormRefusal,
): FramedPage => {
  const host = new URL(app.config.baseUrl).host;
  const url = totpUrl(secret, `Tributary ${host}`, asked.viewer.email);
  const ticket = app.gate.tickets.issue(secret, ticketContext(asked));
  return showPage(title, TwoFactorStartPage({ url, secret, ticket, refusal }), refusal?.status ?? 200);
};

const ticketContext = (asked: PageRequest): string => `totp ${asked.viewer.id}`;

const start = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> => {
  const secret = app.gate.tickets.look(written(asked.form, 'ticket'), ticketContext(asked));
  return attempt(
    async () => {
      if (secret === undefined) {
        throw new DomainError('conflict', 'This page was open for too long. Scan the new code.');
      }
      const step = matchTotp(secret, written(asked.form, 'code').replace(/\s/g, ''), app.clock.now());
      if (step === undefined) throw invalidField('code', 'is not the one that the app should show now');
      await askPassword(app, asked);
      const adminId = ownId(asked);
      const { result: codes, renewed } = await changeAndGoOn(app, asked, 'admin.two_factor.started', (work) =>
        startTotp(work, app.secrets, { adminId, secret, step }),
      );
      return { ...showPage('Recovery codes', RecoveryCodesPage({ codes })), renewed };
    },
    (refusal) =>
      secret === undefined || refusal.status === 409
        ? show(app, asked, refusal)
        : showStart(app, asked, secret, refusal),
  );
};

const renewCodes = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      await askPassword(app, asked);
      const origin = doing(asked, 'admin.recovery_codes.renewed');
      const codes = await app.transact(origin, (work) => renewRecoveryCodes(work, ownId(asked)));
      return showPage('Recovery codes', RecoveryCodesPage({ codes }));
    },
    (refusal) => show(app, asked, refusal),
  );

const showRemoval = (refusal?: FormRefusal): FramedPage =>
  showPage(title, TwoFactorRemovalPage({ refusal }), refusal?.status ?? 200);

const stop = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(async () => {
    await askPassword(app, asked);
    const { renewed } = await changeAndGoOn(app, asked, 'admin.two_factor.stopped', (work) =>
      stopTotp(work, ownId(asked)),
    );
    const flash = 'No code is asked for any more. Everywhere else you are signed out.';
    return { ...goTo('/admin/account', flash), renewed };
  }, showRemoval);
