import { endChildren, stopAllChildren } from './child.ts';
import { ensureExecutable } from './executable.ts';
import type { Figure } from './figure.ts';
import { figures } from './figures.ts';
import { describeMachine, disturbance } from './machine.ts';
import { writeResults } from './results.ts';
import { type Measured, table } from './table.ts';
import { createWorkplace } from './workplace.ts';

const place = createWorkplace();

const leaveNothingBehind = async (): Promise<void> => {
  await endChildren();
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
  const isCalled = (figure: Figure, name: string) => figure.name === name || figure.group === name;
  const unknown = names.find((name) => !figures.some((figure) => isCalled(figure, name)));
  if (unknown !== undefined) {
    const known = figures.map((figure) => figure.name).join(', ');
    throw new Error(`there is no figure ${unknown}; there are ${known}`);
  }
  return figures.filter((figure) =>
    names.length === 0 ? figure.onlyByName !== true : names.some((name) => isCalled(figure, name)),
  );
};

/** A figure that fails keeps none of the others from being measured. */
const measureAll = async (wanted: readonly Figure[]): Promise<Measured[]> => {
  const measured: Measured[] = [];
  for (const figure of wanted) {
    process.stderr.write(`measuring ${figure.name}\n`);
    try {
      measured.push({ figure, measurement: await figure.measure(place) });
    } catch (error) {
      fail(error);
    }
    await stopAllChildren();
  }
  return measured;
};

const fail = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
};

try {
  const wanted = chosen(process.argv.slice(2));
  await ensureExecutable();
  const machine = describeMachine();
  const measured = await measureAll(wanted);
  process.stdout.write(table(measured) + (disturbance(machine) ?? ''));
  await writeResults(machine, measured);
} catch (error) {
  fail(error);
} finally {
  await leaveNothingBehind();
}
