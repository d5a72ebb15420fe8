import { createFirstAdmin } from '../admins/admin.service.ts';
import { hasAdmin } from '../admins/admin.store.ts';
import { hashPassword } from '../admins/password.ts';
import type { App } from '../app.ts';
import { readNewPassword } from './passwords.ts';
import type { Terminal } from './terminal.ts';

/**
 * Makes the owner that the configuration names, while there is no admin at all: an installation without anybody
 * at a keyboard. The password file is not looked at later, it may be gone by then.
 *
 * @throws CommandFailure when the password cannot be read or is not good enough
 */
export const makeFirstAdmin = async (
  { config, read, transact, ids, log }: Pick<App, 'config' | 'read' | 'transact' | 'ids' | 'log'>,
  terminal: Terminal,
): Promise<void> => {
  if (await hasAdmin(read)) return;
  const { adminEmail: email, adminPasswordFile } = config;
  if (email === undefined) {
    log.info('no_admin_yet', { hint: 'tributary admin create --role owner --email EMAIL' });
    return;
  }
  const passwordHash = await hashPassword(await readNewPassword(terminal, adminPasswordFile));
  const origin = { actor: { kind: 'system', id: 'start' }, requestId: ids.mint('req') } as const;
  const admin = await transact(origin, (work) =>
    createFirstAdmin(work, { email, name: email, passwordHash }),
  );
  if (admin) log.info('first_admin_made', { id: admin.id });
};
