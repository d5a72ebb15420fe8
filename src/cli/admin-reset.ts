import { changePassword, removeSecondFactors } from '../admins/admin.service.ts';
import { findAdminByEmail } from '../admins/admin.store.ts';
import { hashPassword } from '../admins/password.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import { readNewPassword } from './passwords.ts';
import { commandLineOrigin, withApp } from './with-app.ts';

export const adminResetCommand = command({
  words: ['admin', 'reset'],
  summary: 'Set a new password for an admin',
  details:
    'The password is asked for, or read from the first line of standard input when that is no terminal.\n' +
    'Ends every sign-in of the admin at once. Works beside a running server.',
  options: {
    email: { type: 'string', placeholder: 'EMAIL', help: 'Who it is for', required: true },
    'password-file': { type: 'string', placeholder: 'FILE', help: 'File that holds the password' },
    'remove-two-factor': {
      type: 'boolean',
      help: 'Forget the authenticator app, the recovery codes and the passkeys, too',
    },
  },
  settings: ['dataDir', 'secret'],
  run: async ({ values, terminal, load }) => {
    const { config } = load();
    const email = values.email.trim().toLowerCase();
    await withApp(config, terminal, async ({ read, transact }) => {
      const admin = await findAdminByEmail(read, email);
      if (!admin) throw new CommandFailure('failure', `there is no admin with the email ${email}`);
      const passwordHash = await hashPassword(await readNewPassword(terminal, values['password-file']));
      const deed = { action: 'admin.reset', subjectId: admin.id, asked: null, isStored: false };
      await transact({ ...commandLineOrigin, deed }, async (work) => {
        await changePassword(work, admin.id, passwordHash);
        if (values['remove-two-factor']) await removeSecondFactors(work, admin.id);
      });
      terminal.out(`set a new password for ${admin.email} (${admin.id}) and ended every sign-in\n`);
      if (values['remove-two-factor']) terminal.out('removed the authenticator app and the passkeys\n');
      else if (admin.hasTotp) terminal.out('a code of the authenticator app is still asked for\n');
    });
    return 'ok';
  },
});
