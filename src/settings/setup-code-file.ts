import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where an operator who does not see the log finds the code of the set-up page. */
export const setupCodePathIn = (folder: string): string => join(folder, 'setup-code');

/** For its owner only; takes the place of one that a start before has left. */
export const writeSetupCodeFile = (folder: string, code: string): void => {
  removeSetupCodeFile(folder);
  writeFileSync(setupCodePathIn(folder), `${code}\n`, { mode: 0o600, flag: 'wx' });
};

export const removeSetupCodeFile = (folder: string): void => rmSync(setupCodePathIn(folder), { force: true });
