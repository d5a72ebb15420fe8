import { lockInstance } from '../../src/database/instance-lock.ts';

/** Holds the lock on the folder given until it is killed; says so on its standard output. */
lockInstance(process.argv[2] ?? '');
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
