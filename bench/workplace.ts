import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './executable.ts';

/** A folder on the checkout's disk in which figures are measured, gone afterwards. */
export interface Workplace {
  /** A folder that nobody has used yet. */
  folder(name: string): string;
  remove(): void;
}

/** Not the machine's folder for temporary files: that may be kept in memory, where nothing has to be synced. */
export const createWorkplace = (): Workplace => {
  const parent = join(checkout, 'dist');
  mkdirSync(parent, { recursive: true });
  const root = mkdtempSync(join(parent, 'bench-'));
  return {
    folder: (name) => mkdtempSync(join(root, `${name}-`)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
