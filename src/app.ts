import type { KeyRing } from './api-keys/key-ring.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import type { Ids } from './core/ids.ts';
import type { Log } from './core/log.ts';
import type { SecretBox } from './core/secret-box.ts';
import type { Db } from './database/connection.ts';
import type { Transact } from './database/work.ts';

/** Everything the edges need, put together once. Whatever a test must control is passed in here. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: SecretBox;
  /** For reading outside a unit of work. */
  readonly read: Db;
  /** The only way to change anything. */
  readonly transact: Transact;
  readonly keys: KeyRing;
  close(): Promise<void>;
}
