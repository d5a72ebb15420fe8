import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the processor. */
const tickMs = 10;

/** Processor time that a process has used so far on all its threads, in milliseconds (proc(5), stat). */
export const processorTimeMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold anything, so the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
};

/** The most memory that a process ever had in use, in MiB of 2^20 bytes (proc(5), status, VmHWM). */
export const peakMemoryMb = (pid: number): number => {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!found) throw new Error(`process ${pid} does not say how much memory it used`);
  return Number(found[1]) / 1_024;
};
