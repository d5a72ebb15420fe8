import { runCommandLine } from './cli/command-line.ts';
import { commands } from './cli/commands.ts';
import { exitCodes } from './cli/exit-codes.ts';
import { systemTerminal } from './cli/terminal.ts';

const terminal = systemTerminal((code) => process.exit(code));
const ending = await runCommandLine(commands, process.argv.slice(2), terminal);
await terminal.flush();
process.exit(exitCodes[ending].code);
