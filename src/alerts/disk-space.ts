import { statfs } from 'node:fs/promises';
import type { DiskSpace } from './instance-judgement.service.ts';

/** Space on the disk of a folder, as far as it is ours to use; undefined when the system does not say. */
export const diskSpaceOf = async (folder: string): Promise<DiskSpace | undefined> => {
  const found = await statfs(folder).catch(() => undefined);
  if (!found || found.blocks === 0) return undefined;
  return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
};
