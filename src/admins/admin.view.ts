import { z } from 'zod';
import { type Instant, toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { ListedAdmin } from './admin.store.ts';
import { adminRoles } from './admin.ts';
import { type Invitation, invitationStates, stateOf } from './invitation.ts';

export const AdminView = z
  .strictObject({
    id: idView('adm'),
    email: z.string(),
    name: z.string(),
    role: z.enum(adminRoles),
    has_authenticator_app: z
      .boolean()
      .meta({ description: 'Whether a code of an app is asked for after the password.' }),
    passkeys: z.int().meta({ description: 'How many passkeys let them in.' }),
    last_seen_at: isoTime.nullable().meta({ description: 'In the browser; some minutes behind at most.' }),
    created_at: isoTime,
    updated_at: isoTime,
  })
  .meta({ id: 'Admin' });

export const toAdminView = (admin: ListedAdmin): z.input<typeof AdminView> => ({
  id: admin.id,
  email: admin.email,
  name: admin.name,
  role: admin.role,
  has_authenticator_app: admin.hasTotp,
  passkeys: admin.passkeys,
  last_seen_at: toIsoOrNull(admin.lastSeenAt),
  created_at: toIso(admin.createdAt),
  updated_at: toIso(admin.updatedAt),
});

export const InvitationView = z
  .strictObject({
    id: idView('inv'),
    email: z.string(),
    name: z.string(),
    role: z.enum(adminRoles),
    state: z.enum(invitationStates),
    created_at: isoTime,
    expires_at: isoTime,
  })
  .meta({ id: 'Invitation' });

export const NewInvitationView = InvitationView.extend({
  url: z.string().meta({ description: 'The link that makes them an admin, once; shown this once.' }),
  is_mailed: z.boolean().meta({
    description: 'Whether it is on its way by mail, too; false when no mail server is configured.',
  }),
}).meta({ id: 'NewInvitation' });

export const toInvitationView = (invitation: Invitation, now: Instant): z.input<typeof InvitationView> => ({
  id: invitation.id,
  email: invitation.email,
  name: invitation.name,
  role: invitation.role,
  state: stateOf(invitation, now),
  created_at: toIso(invitation.createdAt),
  expires_at: toIso(invitation.expiresAt),
});
