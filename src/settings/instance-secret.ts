import type { Id, Ids } from '../core/ids.ts';
import { createSecretBox, type SecretBox } from '../core/secret-box.ts';
import type { Db, Transact } from '../database/work.ts';
import { instanceKeyPathIn } from './data-folder.ts';
import { readKeyFile, writeKeyFileOnce } from './instance-key-file.ts';
import { insertSettingOnce, isBlank, readSetting } from './settings.store.ts';

/** What makes this installation this one: the key that seals its secrets, and its name. */
export interface Instance {
  readonly id: Id<'ins'>;
  readonly secrets: SecretBox;
}

/** The instance key is missing or does not fit the database. Nothing was changed. */
export class InstanceKeyError extends Error {
  override readonly name = 'InstanceKeyError';
}

export interface InstanceOptions {
  /** The key from the configuration; undefined means the one in the data folder. */
  readonly given: string | undefined;
  readonly dataDir: string;
  readonly ids: Ids;
  readonly read: Db;
  readonly transact: Transact;
}

/** Sealed with the key into a row of the database, so that another key is noticed before it seals anything. */
const checkText = 'tributary instance key';
const checkContext = 'settings.secret_check';

/** 260 random bits. */
const generatedLength = 52;

/**
 * Finds the instance key and makes sure that it is the one the database was begun with. Only a blank database
 * gets a new key: anywhere else a missing key means that sealed secrets could never be opened again.
 *
 * @throws InstanceKeyError when the key is missing, too short or does not fit
 */
export const openInstance = async (options: InstanceOptions): Promise<Instance> => {
  const { ids, read, transact } = options;
  const key = options.given ?? readKeyFile(instanceKeyPathIn(options.dataDir)) ?? (await generate(options));
  if (key.length < 32) throw new InstanceKeyError('the instance key must have at least 32 characters');
  const secrets = createSecretBox(new TextEncoder().encode(key), ids.random);
  if ((await readSetting(read, 'secret_check')) === undefined) {
    const origin = { actor: { kind: 'system', id: 'start' }, requestId: ids.mint('req') } as const;
    await transact(origin, async ({ tx }) => {
      await insertSettingOnce(tx, 'secret_check', secrets.seal(checkText, checkContext));
      await insertSettingOnce(tx, 'instance_id', ids.mint('ins'));
    });
  }
  assertFits(secrets, await readSetting(read, 'secret_check'), options);
  return { id: (await readSetting(read, 'instance_id')) as Id<'ins'>, secrets };
};

const generate = async ({ dataDir, ids, read }: InstanceOptions): Promise<string> => {
  const path = instanceKeyPathIn(dataDir);
  if (await isBlank(read)) return writeKeyFileOnce(path, ids.token(generatedLength));
  throw new InstanceKeyError(
    `the instance key is missing: this database holds secrets sealed with it. Put the saved key into ${path}, ` +
      'or give it as TRIBUTARY_SECRET or TRIBUTARY_SECRET_FILE',
  );
};

const assertFits = (secrets: SecretBox, check: string | undefined, options: InstanceOptions): void => {
  try {
    if (check !== undefined && secrets.open(check, checkContext) === checkText) return;
  } catch {
    // Said below, where it came from.
  }
  const source = options.given === undefined ? instanceKeyPathIn(options.dataDir) : 'the configuration';
  throw new InstanceKeyError(
    `the instance key from ${source} does not fit this database; it was begun with another one`,
  );
};
