import { InvitationOverPage, InvitationPage, invitationForm } from '../../views/people/invitation.tsx';
import { acceptInvitation } from '../admins/invitation.service.ts';
import { findInvitationByToken } from '../admins/invitation.store.ts';
import { hashInvitationToken, type Invitation, stateOf } from '../admins/invitation.ts';
import { readNewPassword } from '../admins/new-password.ts';
import { type FormValues, writtenValues } from '../http/forms/fill-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { type FormRefusal, refusalOf } from '../http/pages/attempt.ts';
import type { EntryPage, EntryRequest } from '../http/pages/entry-page.ts';
import { page } from '../http/render.ts';
import { admitIn, type EntryApp, type EntryTools, letThrough } from './admission.entry.ts';
import { startPage } from './next-page.ts';

/** Where the link of an invitation leads: its token is what lets somebody in. */
export const invitationPages = (tools: EntryTools): EntryPage[] => [
  { method: 'GET', path: '/invitation/:token', handle: (asked) => show(tools.app, asked) },
  { method: 'POST', path: '/invitation/:token', handle: (asked) => accept(tools, asked) },
];

const show = async (app: EntryApp, asked: EntryRequest): Promise<Response> => {
  const invitation = await openInvitation(app, asked);
  return invitation ? draw(asked, invitation, { values: { name: invitation.name } }) : over();
};

const accept = async (tools: EntryTools, asked: EntryRequest): Promise<Response> => {
  const { app } = tools;
  const invitation = await openInvitation(app, asked);
  if (!invitation) return over();
  try {
    const token = await join(app, asked, invitation);
    return token === undefined ? over() : letThrough(tools, token, startPage);
  } catch (failure) {
    const refusal = refusalOf(failure);
    if (!refusal) throw failure;
    return draw(asked, invitation, { values: writtenValues(invitationForm, asked.form), refusal });
  }
};

const join = async (app: EntryApp, asked: EntryRequest, { id }: Invitation): Promise<string | undefined> => {
  const { form, params, requestId } = asked;
  const passwordHash = await app.gate.passwords.hash(readNewPassword(form));
  const deed = { action: 'invitation.accepted', subjectId: id, asked: null, isStored: false };
  const origin = { actor: { kind: 'public', id }, requestId, deed } as const;
  return app.transact(origin, async (work) => {
    const input = { name: written(form, 'name'), passwordHash };
    const admin = await acceptInvitation(work, params.token ?? '', input);
    return admin && admitIn(work, { app, asked }, admin.id);
  });
};

const openInvitation = async (
  { read, clock }: EntryApp,
  { params }: EntryRequest,
): Promise<Invitation | undefined> => {
  const found = await findInvitationByToken(read, hashInvitationToken(params.token ?? ''));
  return found && stateOf(found, clock.now()) === 'open' ? found : undefined;
};

const over = (): Promise<Response> => page(InvitationOverPage(), { status: 404 });

const draw = (
  { url }: EntryRequest,
  { email, role }: Invitation,
  { values, refusal }: { values: FormValues; refusal?: FormRefusal },
): Promise<Response> =>
  page(InvitationPage({ action: url.pathname, email, role, values, refusal }), {
    status: refusal?.status ?? 200,
  });
