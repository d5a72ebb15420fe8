import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { RandomBytes } from './ids.ts';

/** What a keyed hash is for; hashes of the same text for different purposes have nothing in common. */
export type HashPurpose = 'email' | 'visitor' | 'address';

/** Seals secrets at rest and makes keyed hashes of personal data, both from the instance key. */
export interface SecretBox {
  /** AES-256-GCM; `context` (the row's id) must be the same when opening, so that rows cannot be swapped. */
  seal(plain: string, context: string): string;
  /** @throws Error when the text was sealed with another key or context, or was altered. */
  open(sealed: string, context: string): string;
  /** HMAC-SHA256 as 32 hexadecimal characters. */
  hash(purpose: HashPurpose, text: string): string;
}

const scheme = 'v1';

/** @param instanceKey at least 32 random bytes. */
export const createSecretBox = (instanceKey: Uint8Array, random: RandomBytes): SecretBox => {
  const sealingKey = derive(instanceKey, 'seal');
  const hashKeys: Record<HashPurpose, Buffer> = {
    email: derive(instanceKey, 'hash email'),
    visitor: derive(instanceKey, 'hash visitor'),
    address: derive(instanceKey, 'hash address'),
  };
  return {
    seal(plain, context) {
      const nonce = random(new Uint8Array(12));
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [scheme, toText(nonce), toText(sealed), toText(cipher.getAuthTag())].join('.');
    },
    open(text, context) {
      const [version, nonce, sealed, tag] = text.split('.');
      if (version !== scheme || !nonce || sealed === undefined || !tag)
        throw new Error('not a sealed secret');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(context))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return decipher.update(Buffer.from(sealed, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
    },
    hash: (purpose, text) =>
      new Bun.CryptoHasher('sha256', hashKeys[purpose]).update(text).digest('hex').slice(0, 32),
  };
};

const derive = (key: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), `tributary ${purpose}`, 32));

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
