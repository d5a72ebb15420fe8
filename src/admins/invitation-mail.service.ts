import { InvitationMail } from '../../views/people/invitation-mail.tsx';
import type { Log } from '../core/log.ts';
import { toMarkup } from '../jsx/markup.ts';
import type { Mail, Mailer } from '../outbound/mail/mailer.ts';
import type { Invitation } from './invitation.ts';

/**
 * Sends the link of an invitation to whom it is for. Nobody waits for the mail server: whoever invites has the link.
 *
 * @returns whether a mail is on its way
 */
export const mailInvitation = (
  { mailer, log }: { mailer: Mailer | undefined; log: Log },
  invitation: Pick<Invitation, 'id' | 'email' | 'name' | 'role'>,
  url: string,
): boolean => {
  if (!mailer) return false;
  const send = async (): Promise<void> => {
    const outcome = await mailer.send(await invitationMail(invitation, url));
    if (!outcome.sent) log.warn('invitation_not_mailed', { id: invitation.id, error: outcome.error });
  };
  void send().catch((error) =>
    log.error('invitation_not_mailed', { id: invitation.id, error: String(error) }),
  );
  return true;
};

const invitationMail = async (
  { email, name, role }: Pick<Invitation, 'email' | 'name' | 'role'>,
  url: string,
): Promise<Mail> => {
  const sentences = [
    `Hello ${name},`,
    `you are invited to Tributary at ${new URL(url).host}, with the role ${role}.`,
    'Choose a password there; the link is good once, for 72 hours:',
  ];
  const html = `<!doctype html>${await toMarkup(InvitationMail({ sentences, url }))}`;
  return {
    to: [email],
    subject: '[Tributary] You are invited',
    text: `${sentences.join('\n\n')}\n\n${url}\n`,
    html,
  };
};
