import { createHmac } from 'node:crypto';
import { type Instant, secondMs } from '../core/clock.ts';
import type { RandomBytes } from '../core/ids.ts';

/** One-time codes of authenticator apps: RFC 6238 with SHA-1, 6 digits and steps of 30 seconds, which all apps know. */
const stepMs = 30 * secondMs;
const digits = 6;

/** Steps before and after the present one whose codes are taken: clocks differ, and typing takes its time. */
const driftSteps = 1;

/** As long as the hash, as RFC 4226 wants it. */
const secretBytes = 20;

/** A secret for an app, in the letters and digits that apps take. */
export const mintTotpSecret = (random: RandomBytes): string => toBase32(random(new Uint8Array(secretBytes)));

/** What an app reads from a QR code. */
export const totpUrl = (secret: string, issuer: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${secret}` +
  `&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepMs / secondMs}`;

/** @returns the step that the code belongs to, so that it is taken once; undefined when it is not right now */
export const matchTotp = (secret: string, code: string, now: Instant): number | undefined => {
  const present = Math.floor(now / stepMs);
  for (let step = present - driftSteps; step <= present + driftSteps; step += 1) {
    if (totpCode(secret, step) === code) return step;
  }
  return undefined;
};

/** @param step 30 seconds since 1970, counted */
export const totpCode = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
};

/** RFC 4648. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const toBase32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
};

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};
