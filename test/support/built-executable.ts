import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dir, '../..');
const path = join(root, 'dist/tributary');

/** Time that a build may take, in milliseconds; to be given to the hook that waits for it. */
export const buildTimeoutMs = 180_000;

/** The compiled executable; built first when there is none or when a source is newer. */
export const builtExecutable = async (): Promise<string> => {
  if (!existsSync(path) || statSync(path).mtimeMs < newestSourceMs()) await build();
  return path;
};

const newestSourceMs = (): number => {
  const sources = ['src', 'views', 'public', 'migrations'].flatMap((folder) => [
    ...new Bun.Glob(`${folder}/**/*`).scanSync(root),
  ]);
  return Math.max(
    ...['package.json', 'package-lock.json', ...sources].map((file) => mtimeMs(join(root, file))),
  );
};

const mtimeMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Under another name first, so that nobody starts half an executable. */
const build = async (): Promise<void> => {
  const draft = `${path}-${process.pid}`;
  const building = Bun.spawn(['npm', 'run', 'build', '--', '--outfile', draft], {
    cwd: root,
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: buildTimeoutMs,
  });
  const [code, said] = await Promise.all([building.exited, new Response(building.stderr).text()]);
  if (code !== 0) throw new Error(`the build failed with ${code}: ${said}`);
  renameSync(draft, path);
  rmSync(`${draft}.map`, { force: true });
};
