import { systemClock, toIso } from '../core/clock.ts';
import { type Examination, examine, isSound, NotExaminable } from '../doctor/examination.ts';
import { databasePathIn } from '../settings/data-folder.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';

export const doctorCommand = command({
  words: ['doctor'],
  summary: 'Check that everything stored agrees with itself, and change nothing',
  details:
    'Holds money, states, deliveries and counts against each other, beside a running server or on a copy.\n' +
    'Exits with 0 when all is well, with 1 when something is not, and with 2 when it could not be checked:\n' +
    'there is no database, it is damaged, or it was made by another version.',
  options: {
    database: {
      type: 'string',
      placeholder: 'FILE',
      help: 'The database to check, instead of that of the data folder',
    },
    json: { type: 'boolean', help: 'Print the report as JSON' },
  },
  settings: ['dataDir'],
  run: async ({ values, terminal, load }) => {
    const path = values.database ?? databasePathIn(load().config.dataDir);
    const examination = await examined(path);
    terminal.out(values.json ? asJson(path, examination) : asText(path, examination));
    return isSound(examination) ? 'ok' : 'failure';
  },
});

const examined = async (path: string): Promise<Examination> => {
  try {
    return await examine(path, { clock: systemClock, looksAtFile: true });
  } catch (error) {
    if (error instanceof NotExaminable)
      throw new CommandFailure('unchecked', error.message, { cause: error });
    throw error;
  }
};

const asJson = (path: string, examination: Examination): string => {
  const report = {
    database: path,
    checked_at: toIso(examination.checkedAt),
    duration_ms: examination.durationMs,
    ok: isSound(examination),
    checks: examination.results,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
};

const asText = (path: string, { results, durationMs }: Examination): string => {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.flatMap(({ name, invariant, sentence, violations, examples }) => {
    const verdict =
      violations === 0 ? 'ok' : `${violations} ${violations === 1 ? 'violation' : 'violations'}`;
    const head = `${invariant.padEnd(3)}  ${name.padEnd(width)}  ${verdict}`;
    if (violations === 0) return [head];
    const more = violations > examples.length ? [`       and ${violations - examples.length} more`] : [];
    return [head, `     ${sentence}`, ...examples.map(({ id, what }) => `       ${id}: ${what}`), ...more];
  });
  const wrong = results.filter(({ violations }) => violations > 0).length;
  const verdict = wrong === 0 ? 'All is well' : `${wrong} of ${results.length} checks found something`;
  return `${[...lines, '', `${verdict}: ${path}, ${(durationMs / 1_000).toFixed(1)} s.`].join('\n')}\n`;
};
