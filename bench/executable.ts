import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.ts';

export const checkout = fileURLToPath(new URL('..', import.meta.url));

/** What is measured is what is shipped. */
export const executable = join(checkout, 'dist', 'tributary');

const madeFrom = ['src', 'views', 'public', 'migrations', 'package.json', 'package-lock.json'];

/** Builds the executable unless it is there and newer than everything it is made from. */
export const ensureExecutable = async (): Promise<void> => {
  if (existsSync(executable) && statSync(executable).mtimeMs > newestSourceMs()) return;
  process.stderr.write('building dist/tributary\n');
  await runChild([process.execPath, 'run', '--cwd', checkout, 'build']);
};

const newestSourceMs = (): number => Math.max(...madeFrom.map((name) => newestMs(join(checkout, name))));

const newestMs = (path: string): number => {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
};
