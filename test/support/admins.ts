import { createAdmin } from '../../src/admins/admin.service.ts';
import type { Admin, AdminRole } from '../../src/admins/admin.ts';
import { type TestApp, testOrigin } from './app.ts';

/** What every admin of the tests signs in with. */
export const testPassword = 'four quiet herons wading';

/** One hash for all, and a cheap one: those that the product makes take long on purpose. */
const testPasswordHash = await Bun.password.hash(testPassword, {
  algorithm: 'argon2id',
  memoryCost: 8,
  timeCost: 1,
});

export const makeAdmin = (
  { app }: TestApp,
  input: { email: string; name?: string; role?: AdminRole },
): Promise<Admin> =>
  app.transact(testOrigin, (work) =>
    createAdmin(work, {
      email: input.email,
      name: input.name ?? 'Ann',
      role: input.role ?? 'owner',
      passwordHash: testPasswordHash,
    }),
  );
