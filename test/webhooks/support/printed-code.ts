import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Verify = (request: {
  rawBody: string;
  headers: Readonly<Record<string, string>>;
  signingSecret: string;
}) => boolean;

/** The documents receivers are written from, where they lie beside the repository; a clone alone has none. */
const folder = join(import.meta.dir, '../../../../shared/seeds');

/** The verification code of the AffiliateBase page, character by character as printed there. */
export const receiverCodeOfAffiliateBase = async (): Promise<Verify | undefined> => {
  const page = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith('001')) : undefined;
  if (page === undefined) return undefined;
  const printed = readFileSync(join(folder, page), 'utf8');
  const code = /^import crypto from "node:crypto";\n[\s\S]*?^\);\n}$/m.exec(printed)?.[0];
  if (code === undefined) throw new Error('the page no longer prints its code');
  const source = `${code}\nexport { verifyAffiliateBaseWebhook };`;
  const module = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
  return module.verifyAffiliateBaseWebhook as Verify;
};
