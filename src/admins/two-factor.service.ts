import { DomainError } from '../core/errors.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Work } from '../database/work.ts';
import { deleteSessionsOf } from '../sessions/session.store.ts';
import { type Credentials, findCredentialsOf, takeTotpStep, updateAdmin } from './admin.store.ts';
import type { AdminId } from './admin.ts';
import { replaceRecoveryCodes, useRecoveryCode } from './recovery-code.store.ts';
import { hashRecoveryCode, mintRecoveryCodes } from './recovery-code.ts';
import { matchTotp } from './totp.ts';

/**
 * Asks for a code of the app at every sign-in from now on. Ends every sign-in there is.
 *
 * @param step of the code that proved that the app has the secret
 * @returns the recovery codes: the only sight of them there will ever be
 * @throws DomainError `conflict` for who has it already
 */
export const startTotp = async (
  work: Work,
  secrets: Pick<SecretBox, 'seal'>,
  { adminId, secret, step }: { adminId: AdminId; secret: string; step: number },
): Promise<string[]> => {
  const admin = await findCredentialsOf(work.tx, adminId);
  // Codes that were taken would otherwise be good again.
  if (!admin || admin.totpSealed !== null) throw alreadyOn();
  const totpSealed = secrets.seal(secret, totpContext(adminId));
  await updateAdmin(work.tx, adminId, { totpSealed, totpLastStep: step }, work.now);
  await deleteSessionsOf(work.tx, adminId);
  return renewRecoveryCodes(work, adminId);
};

/** Asks for no code any more. Ends every sign-in there is. */
export const stopTotp = async (work: Work, adminId: AdminId): Promise<void> => {
  await updateAdmin(work.tx, adminId, { totpSealed: null, totpLastStep: null }, work.now);
  await replaceRecoveryCodes(work.tx, adminId, []);
  await deleteSessionsOf(work.tx, adminId);
};

/** @returns new recovery codes; those there were are worth nothing */
export const renewRecoveryCodes = async (work: Work, adminId: AdminId): Promise<string[]> => {
  const codes = mintRecoveryCodes(work.ids);
  await replaceRecoveryCodes(work.tx, adminId, codes.map(hashRecoveryCode));
  return codes;
};

export type SecondStep = 'app' | 'recovery_code';

/**
 * Takes a code for a sign-in: of the app, or a recovery code. Neither is ever taken twice.
 *
 * @returns what it was; undefined when it is wrong, was used, or the password has changed since it was given
 */
export const takeSecondStep = async (
  work: Work,
  secrets: Pick<SecretBox, 'open'>,
  known: Pick<Credentials, 'id' | 'passwordHash'>,
  typed: string,
): Promise<SecondStep | undefined> => {
  const admin = await findCredentialsOf(work.tx, known.id);
  if (!admin || admin.totpSealed === null || admin.passwordHash !== known.passwordHash) return undefined;
  const code = typed.replace(/\s/g, '');
  if (/^\d{6}$/.test(code)) {
    const secret = secrets.open(admin.totpSealed, totpContext(admin.id));
    const step = matchTotp(secret, code, work.now);
    return step !== undefined && (await takeTotpStep(work.tx, admin.id, step)) ? 'app' : undefined;
  }
  const taken = await useRecoveryCode(work.tx, admin.id, hashRecoveryCode(typed), work.now);
  return taken ? 'recovery_code' : undefined;
};

const alreadyOn = (): DomainError =>
  new DomainError('conflict', 'Two-step sign-in is on already. To use another app, switch it off first.');

/** So that the sealed secret of one admin opens nothing for another. */
const totpContext = (adminId: AdminId): string => `admins.totp ${adminId}`;
