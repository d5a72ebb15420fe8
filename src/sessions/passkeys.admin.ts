import {
  NewPasskeyPage,
  newPasskeyForm,
  PasskeyRemovalPage,
  RegisterPasskeyPage,
} from '../../views/people/passkeys.tsx';
import { addPasskey, readPasskeyName, removePasskey } from '../admins/passkey.service.ts';
import { listPasskeys, type Passkey } from '../admins/passkey.store.ts';
import { DomainError, notFound } from '../core/errors.ts';
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
import { mintChallenge } from './challenge.ts';
import { type AccountApp, askPassword, changeAndGoOn, ownId } from './own-account.admin.ts';
import { type RelyingParty, registrationOptions, relyingParty, verifyRegistration } from './webauthn.ts';

const above = '/admin/account';
const path = `${above}/passkeys`;

/** Keys of one's own devices, which let in without a password. */
export const passkeyPages = (app: AccountApp): PageRoute[] => [
  {
    method: 'GET',
    path: `${path}/new`,
    scope: 'read',
    handle: (asked) => showNew(app, asked),
  },
  { method: 'POST', path: `${path}/new`, scope: 'read', handle: (asked) => prepare(app, asked) },
  { method: 'POST', path, scope: 'read', handle: (asked) => register(app, asked) },
  {
    method: 'GET',
    path: `${path}/:id/removal`,
    scope: 'read',
    handle: (asked) => showRemoval(app, asked),
  },
  { method: 'POST', path: `${path}/:id/removal`, scope: 'read', handle: (asked) => remove(app, asked) },
];

const showNew = (app: AccountApp, asked: PageRequest, refusal?: FormRefusal): FramedPage => {
  const canWork = relyingParty(asked.url, app.config.baseUrl) !== undefined;
  const values = refusal ? writtenValues(newPasskeyForm, asked.form) : {};
  return showPage('New passkey', NewPasskeyPage({ canWork, values, refusal }), refusal?.status ?? 200);
};

/** The password comes first: a key is made on the device only when it will be taken. */
const prepare = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const party = partyOf(app, asked);
      const name = readPasskeyName(written(asked.form, 'name'));
      await askPassword(app, asked);
      const challenge = mintChallenge(app.ids);
      const known = await listPasskeys(app.read, ownId(asked));
      const view = RegisterPasskeyPage({
        name,
        ticket: app.gate.tickets.issue(challenge, ticketContext(asked)),
        options: await registrationOptions(party, asked.viewer, challenge, known),
      });
      return showPage('New passkey', view);
    },
    (refusal) => showNew(app, asked, refusal),
  );

const register = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const challenge = app.gate.tickets.redeem(written(asked.form, 'ticket'), ticketContext(asked));
      const answer = written(asked.form, 'credential');
      const made = challenge && (await verifyRegistration(partyOf(app, asked), challenge, answer));
      if (!made) throw new DomainError('conflict', 'The passkey was not taken. Begin once more.');
      const { renewed } = await changeAndGoOn(app, asked, 'admin.passkey.added', (work) =>
        addPasskey(work, { ...made, adminId: ownId(asked), name: written(asked.form, 'name') }),
      );
      return { ...goTo(above, 'The passkey is registered. Everywhere else you are signed out.'), renewed };
    },
    (refusal) => showNew(app, asked, refusal),
  );

/** Whoever brings the challenge back is who it was given to, in the same browser. */
const ticketContext = ({ viewer }: PageRequest): string => `passkey ${viewer.id} ${viewer.sessionId}`;

const partyOf = (app: AccountApp, { url }: PageRequest): RelyingParty => {
  const party = relyingParty(url, app.config.baseUrl);
  if (!party) throw new DomainError('conflict', 'Passkeys need https and a host name.');
  return party;
};

const showRemoval = async (
  app: AccountApp,
  asked: PageRequest,
  refusal?: FormRefusal,
): Promise<FramedPage> => {
  const { name } = await ownPasskey(app, asked);
  const action = asked.url.pathname;
  return showPage('Remove passkey', PasskeyRemovalPage({ name, action, refusal }), refusal?.status ?? 200);
};

const remove = (app: AccountApp, asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const { id, name } = await ownPasskey(app, asked);
      await askPassword(app, asked);
      const { renewed } = await changeAndGoOn(app, asked, 'admin.passkey.removed', (work) =>
        removePasskey(work, ownId(asked), id),
      );
      return { ...goTo(above, `${name} lets nobody in any more.`), renewed };
    },
    (refusal) => showRemoval(app, asked, refusal),
  );

const ownPasskey = async (app: AccountApp, asked: PageRequest): Promise<Passkey> => {
  const passkeys = await listPasskeys(app.read, ownId(asked));
  const found = passkeys.find(({ id }) => id === asked.params.id);
  if (!found) throw notFound('passkey');
  return found;
};
