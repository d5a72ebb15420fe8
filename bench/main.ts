import { stopAllChildren } from './child.ts';
import { ensureExecutable } from './executable.ts';
import type { Figure } from './figure.ts';
import { figures } from './figures.ts';
import { writeResults } from './results.ts';
import { type Measured, table } from './table.ts';
import { createWorkplace } from './workplace.ts';

const place = createWorkplace();

const leaveNothingBehind = async (): Promise<void> => {
  await stopAllChildren();
  place.remove();
};

/** Ctrl-C reaches the children as well, but not what ends this process alone. */
const interrupt = async (): Promise<never> => {
  await leaveNothingBehind();
  process.exit(130);
};
process.once('SIGINT', () => void interrupt());
process.once('SIGTERM', () => void interrupt());

const chosen = (names: readonly string[]): readonly Figure[] => {
  const unknown = names.find((name) => !figures.some((figure) => figure.name === name));
  if (unknown !== undefined) {
    const known = figures.map((figure) => figure.name).join(', ');
    throw new Error(`there is no figure ${unknown}; there are ${known}`);
  }
  return names.length === 0 ? figures : figures.filter((figure) => names.includes(figure.name));
};

const measureAll = async (wanted: readonly Figure[]): Promise<Measured[]> => {
  await ensureExecutable();
  const measured: Measured[] = [];
  for (const figure of wanted) {
    process.stderr.write(`measuring ${figure.name}\n`);
    measured.push({ figure, measurement: await figure.measure(place) });
  }
  return measured;
};

try {
  const measured = await measureAll(chosen(process.argv.slice(2)));
  process.stdout.write(table(measured));
  await writeResults(measured);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await leaveNothingBehind();
}
