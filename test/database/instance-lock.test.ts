import { expect, test } from 'bun:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { InstanceLockedError, lockInstance } from '../../src/database/instance-lock.ts';
import { scratchFolder } from './scratch.ts';

const holdInChild = async (folder: string) => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'lock-child.ts'), folder], {
    stdout: 'pipe',
  });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe('held\n');
  return child;
};

test('a second server on the same data folder is refused, and accepted once the first has been killed', async () => {
  const folder = scratchFolder();
  const child = await holdInChild(folder);
  expect(() => lockInstance(folder)).toThrow(InstanceLockedError);
  expect(() => lockInstance(folder)).toThrow(`another server is running on ${folder}`);
  child.kill('SIGKILL');
  await child.exited;
  lockInstance(folder).release();
});

test('a claim outlives the garbage collection of its proof', () => {
  const folder = scratchFolder();
  lockInstance(folder);
  Bun.gc(true);
  expect(() => lockInstance(folder)).toThrow(InstanceLockedError);
});

test('the same process cannot claim a folder twice, and trying does not lose the claim to others', async () => {
  const folder = scratchFolder();
  const lock = lockInstance(folder);
  expect(() => lockInstance(folder)).toThrow(InstanceLockedError);
  const command = [process.execPath, join(import.meta.dir, 'lock-child.ts'), folder];
  const child = Bun.spawnSync(command, { timeout: 4_000 });
  expect(child.exitCode).not.toBe(0);
  expect(child.stdout.toString()).toBe('');
  lock.release();
  lockInstance(folder).release();
});

test('folders do not stand in the way of each other', () => {
  const locks = [scratchFolder(), scratchFolder()].map(lockInstance);
  for (const lock of locks) lock.release();
});

test('the lock file is for its owner only', () => {
  const folder = scratchFolder();
  lockInstance(folder).release();
  expect(statSync(join(folder, 'instance.lock')).mode & 0o777).toBe(0o600);
});
