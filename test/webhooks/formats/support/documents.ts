import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documents receivers are written from, where they lie beside the repository; a clone alone has none. */
const folder = join(import.meta.dir, '../../../../../shared/seeds');

/** Text of the document whose name begins so; undefined where it is not at hand. */
export const documentText = (start: string): string | undefined => {
  const name = existsSync(folder) ? readdirSync(folder).find((each) => each.startsWith(start)) : undefined;
  return name === undefined ? undefined : readFileSync(join(folder, name), 'utf8');
};

/** The first JSON object that a document prints with a member of that name. */
export const printedJson = (text: string, member: string): Record<string, unknown> => {
  for (let from = text.indexOf('{'); from !== -1; from = text.indexOf('{', from + 1)) {
    for (let to = text.indexOf('}', from); to !== -1; to = text.indexOf('}', to + 1)) {
      const parsed = parse(text.slice(from, to + 1));
      if (parsed && member in parsed) return parsed;
    }
  }
  throw new Error(`the document prints no JSON with ${member}`);
};

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** The shape of a value: member names with the JSON type of each. */
export const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
};
