import { createFirstAdmin } from '../admins/admin.service.ts';
import { hasAdmin } from '../admins/admin.store.ts';
import { hashPassword } from '../admins/password.ts';
import type { App } from '../app.ts';
import { removeSetupCodeFile, writeSetupCodeFile } from '../settings/setup-code-file.ts';
import { readNewPassword } from './passwords.ts';
import type { Terminal } from './terminal.ts';

/**
 * Makes the owner that the configuration names, while there is no admin at all: an installation without anybody
 * at a keyboard. The password file is not looked at later, it may be gone by then. Where the configuration names
 * nobody, whoever can read the log or the data folder becomes the owner, on the set-up page.
 *
 * @throws CommandFailure when the password cannot be read or is not good enough
 */
export const makeFirstAdmin = async (
  app: Pick<App, 'config' | 'read' | 'transact' | 'ids' | 'log' | 'gate'>,
  terminal: Terminal,
): Promise<void> => {
  const { config, read, transact, ids, log } = app;
  removeSetupCodeFile(config.dataDir);
  if (await hasAdmin(read)) return;
  const { adminEmail: email, adminPasswordFile } = config;
  if (email === undefined) return offerSetup(app);
  const passwordHash = await hashPassword(await readNewPassword(terminal, adminPasswordFile));
  const origin = { actor: { kind: 'system', id: 'start' }, requestId: ids.mint('req') } as const;
  const admin = await transact(origin, (work) =>
    createFirstAdmin(work, { email, name: email, passwordHash }),
  );
  if (admin) log.info('first_admin_made', { id: admin.id });
};

/** Said once, here; the file is for who does not see the log. */
const offerSetup = ({ gate, config, log }: Pick<App, 'gate' | 'config' | 'log'>): void => {
  const code = gate.setupCode.open();
  writeSetupCodeFile(config.dataDir, code);
  log.info('set_up_here', { url: `${config.baseUrl}/setup?code=${code}` });
};
