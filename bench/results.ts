import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measured } from './table.ts';

const path = fileURLToPath(new URL('./results.json', import.meta.url));

/** Keeps what was measured, and on what: a figure without its machine says little. */
export const writeResults = async (measured: readonly Measured[]): Promise<void> => {
  const results = {
    measured_at: new Date().toISOString(),
    bun: Bun.version,
    kernel: release(),
    processors: cpus().map(({ model }) => model),
    memory_bytes: totalmem(),
    figures: measured.map(({ figure: { name, title, goal }, measurement }) => ({
      name,
      title,
      goal,
      ...measurement,
    })),
  };
  await Bun.write(path, `${JSON.stringify(results, null, 2)}\n`);
};
