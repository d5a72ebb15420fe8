import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolderError, prepareDataFolder } from '../../src/settings/data-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tributary-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('makes the folder and what leads to it for its owner only', () => {
  const folder = join(parent, 'deep', 'data');
  prepareDataFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
});

test('closes a folder that others could enter', () => {
  const folder = join(parent, 'open');
  mkdirSync(folder);
  expect(modeOf(folder)).not.toBe(0o700);
  prepareDataFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
});

test('refuses a path that is no folder', () => {
  const file = join(parent, 'file');
  writeFileSync(file, '');
  expect(() => prepareDataFolder(join(file, 'data'))).toThrow(DataFolderError);
  expect(() => prepareDataFolder(file)).toThrow(DataFolderError);
});
