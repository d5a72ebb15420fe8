import { join, normalize } from 'node:path';

/** One import as it stands in the text. */
export interface Import {
  readonly specifier: string;
  /** Gone at run time: `import type`. */
  readonly typeOnly: boolean;
}

/** A source file, read as text only: what is planted in a test is judged in the same way as what is on disk. */
export interface Source {
  /** From the top of the repository, with slashes: `src/core/money.ts`. */
  readonly path: string;
  /** Without comments, line for line. */
  readonly code: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

export const readSource = (path: string, text: string): Source => {
  const code = withoutComments(text);
  return { path, code, lines: text.split('\n').length - 1, imports: importsIn(code) };
};

/** All files below the folders that are TypeScript; declarations of types alone are no code. */
export const readSources = async (root: string, folders: readonly string[]): Promise<Source[]> => {
  const paths = folders.flatMap((folder) =>
    [...new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync(root)].filter((path) => !path.endsWith('.d.ts')),
  );
  return Promise.all(
    paths.sort().map(async (path) => readSource(path, await Bun.file(join(root, path)).text())),
  );
};

/** Where a relative import leads, from the top of the repository; undefined for a package. */
export const targetOf = (source: Source, { specifier }: Import): string | undefined =>
  specifier.startsWith('.') ? normalize(join(source.path, '..', specifier)) : undefined;

/** Strings are matched so that what looks like a comment inside them stays; line breaks stay for line numbers. */
const stringsAndComments =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const withoutComments = (text: string): string =>
  text.replace(stringsAndComments, (found, string?: string) => string ?? found.replace(/[^\n]/g, ' '));

const importForms = [
  /\b(?:import|export)\s+(?<type>type\s)?(?:[^'";]*?\bfrom\s*)?['"](?<specifier>[^'"]+)['"]/g,
  /\bimport\s*\(\s*['"](?<specifier>[^'"]+)['"]/g,
  /\bnew URL\(\s*['"](?<specifier>[^'"]+)['"]\s*,\s*import\.meta\.url/g,
];

const importsIn = (code: string): Import[] =>
  importForms.flatMap((form) =>
    [...code.matchAll(form)].map(({ groups }) => ({
      specifier: groups?.specifier ?? '',
      typeOnly: groups?.type !== undefined,
    })),
  );
