import { createAdmin } from '../admins/admin.service.ts';
import { adminRoles, isAdminRole } from '../admins/admin.ts';
import { hashPassword } from '../admins/password.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import { readNewPassword } from './passwords.ts';
import { commandLineOrigin, withApp } from './with-app.ts';

export const adminCreateCommand = command({
  words: ['admin', 'create'],
  summary: 'Make an admin',
  details:
    'The password is asked for, or read from the first line of standard input when that is no terminal.\n' +
    'It has at least 12 characters and at most 1024 bytes. Works beside a running server.',
  options: {
    email: { type: 'string', placeholder: 'EMAIL', help: 'Email address to sign in with', required: true },
    name: { type: 'string', placeholder: 'NAME', help: 'Name to show; the email address unless given' },
    role: {
      type: 'string',
      placeholder: 'ROLE',
      help: `What the admin may do: ${adminRoles.join(', ')} (default: admin)`,
    },
    'password-file': { type: 'string', placeholder: 'FILE', help: 'File that holds the password' },
  },
  settings: ['dataDir', 'secret'],
  run: async ({ values, terminal, load }) => {
    const { config } = load();
    const { email, name = email, role = 'admin' } = values;
    if (!isAdminRole(role))
      throw new CommandFailure('usage', `--role must be one of ${adminRoles.join(', ')}`);
    const passwordHash = await hashPassword(await readNewPassword(terminal, values['password-file']));
    const admin = await withApp(config, terminal, ({ transact }) =>
      transact(commandLineOrigin, (work) => createAdmin(work, { email, name, role, passwordHash })),
    );
    terminal.out(`made ${admin.role} ${admin.email} (${admin.id})\n`);
    return 'ok';
  },
});
