import { type Child, startChild } from '../child.ts';
import type { Target } from '../load.ts';

export type Baseline = Child & Target;

/** Starts one of the bare servers of this folder in a process of its own. */
export const startBaseline = async (name: string, ...settings: string[]): Promise<Baseline> => {
  const program = new URL(`./${name}.ts`, import.meta.url).pathname;
  const child = await startChild({ command: [process.execPath, program, ...settings] });
  const { hostname, port } = new URL(child.firstLine);
  return { ...child, hostname, port: Number(port) };
};
