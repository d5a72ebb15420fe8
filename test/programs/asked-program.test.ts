import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { resolveProgram } from '../../src/programs/asked-program.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

const everywhere = { programId: null };
const resolve = (reach: { programId: ProgramId | null }, asked?: string) =>
  resolveProgram(app.app.read, reach, asked as ProgramId | undefined);
const build = async () => (await app.build.program()).id as ProgramId;

describe('the program of a request', () => {
  test('is the one it names', async () => {
    const [, second] = [await build(), await build()];
    expect((await resolve(everywhere, second)).id).toBe(second);
  });

  test('is that of the key when it names none', async () => {
    const [, second] = [await build(), await build()];
    expect((await resolve({ programId: second })).id).toBe(second);
  });

  test('is the only one there is, archived ones aside', async () => {
    const [first, second] = [await build(), await build()];
    await app.call('DELETE', `/api/v1/programs/${first}`);
    expect((await resolve(everywhere)).id).toBe(second);
  });

  test('must be named when there are several, or none', async () => {
    await expect(resolve(everywhere)).rejects.toMatchObject({ code: 'program_required' });
    await build();
    await build();
    await expect(resolve(everywhere)).rejects.toMatchObject({
      code: 'program_required',
      errors: [{ path: 'program_id' }],
    });
  });

  test('is never one that the key does not reach, nor one that is not there', async () => {
    const [first, second] = [await build(), await build()];
    const refusal = { code: 'invalid_request', errors: [{ path: 'program_id' }] };
    await expect(resolve({ programId: first }, second)).rejects.toMatchObject(refusal);
    await expect(resolve(everywhere, 'prg_0000000000000000')).rejects.toMatchObject(refusal);
  });
});
