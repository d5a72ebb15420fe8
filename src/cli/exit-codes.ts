/** What the process says when it ends; scripts and service managers rely on these numbers. */
export const exitCodes = {
  ok: { code: 0, meaning: 'The command did what it was asked to do.' },
  failure: { code: 1, meaning: 'The command failed; the last line says why.' },
  usage: { code: 2, meaning: 'The command line was not understood; nothing was done.' },
  unchecked: {
    code: 2,
    meaning: 'The doctor could not check: no database, a damaged one, or one of another version.',
  },
  configuration: {
    code: 3,
    meaning: 'A setting, a secret file or the instance key cannot be used; nothing was done.',
  },
  database: {
    code: 4,
    meaning: 'The database was refused: made by a newer version, unreadable, or its engine is unsafe.',
  },
  alreadyRunning: { code: 5, meaning: 'Another server is running on the data folder.' },
  interrupted: {
    code: 130,
    meaning: 'It was broken off: by a second signal while stopping, or at a prompt.',
  },
} as const;

export type ExitName = keyof typeof exitCodes;

/** Ends a command with a message for the person at the terminal and an exit code for their script. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly exit: Exclude<ExitName, 'ok'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
