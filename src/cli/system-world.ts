import type { World } from '../app.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../core/clock.ts';
import { systemRandom } from '../core/ids.ts';
import { createLog } from '../core/log.ts';
import { systemTimers } from '../core/timers.ts';
import { createSystemLookup } from '../outbound/system-dns.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** The real world: the machine's clock, randomness and name servers; the log goes where `write` says. */
export const systemWorld = (
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  terminal: Pick<Terminal, 'exitNow'>,
  write: (line: string) => void,
): World => {
  const log = createLog({ level: config.logLevel, format: config.logFormat, clock: systemClock, write });
  return {
    clock: systemClock,
    random: systemRandom,
    log,
    timers: systemTimers,
    lookup: createSystemLookup(),
    // What the disk holds is unknown: any answer given now might be a lie.
    onFatal: (error) => {
      log.error('database_failed', { error: String(error) });
      terminal.exitNow(exitCodes.failure.code);
    },
    checkEvents: false,
  };
};
