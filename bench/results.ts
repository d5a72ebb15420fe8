import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';
import type { Measured } from './table.ts';

const path = fileURLToPath(new URL('./results.json', import.meta.url));

/** Keeps what was measured, and on what. */
export const writeResults = async (machine: Machine, measured: readonly Measured[]): Promise<void> => {
  const results = {
    measured_at: new Date().toISOString(),
    machine,
    figures: measured.map(({ figure: { name, title, goal }, measurement }) => ({
      name,
      title,
      goal,
      ...measurement,
    })),
  };
  await Bun.write(path, `${JSON.stringify(results, null, 2)}\n`);
};
