import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNames } from '../../../../src/webhooks/formats/formats.ts';
import { type Sample, samplesOf } from '../../../../src/webhooks/formats/samples.ts';

type Language = Sample['language'];

const programs: Readonly<Record<Language, string>> = {
  node: 'node',
  python: 'python3',
  php: 'php',
  go: 'go',
};

/** Whether samples in a language can be run here; says so where they cannot. */
export const canRun = (language: Language): boolean => {
  const found = Bun.which(programs[language]) !== null;
  if (!found) console.log(`${programs[language]} is not installed: samples in ${language} are not run`);
  return found;
};

/** Samples as files that can be started. */
export interface RunnableSamples {
  /** What starts one; `PORT` stands for the number of its port. */
  commandOf(sample: Sample): readonly string[];
}

/** Samples with a library run where the library is found: below the repository. */
const samplesFolder = join(import.meta.dir, '../../../../src/webhooks/formats/samples');

/** Writes every sample to a file as a reader would, and compiles those in Go with one command. */
export const prepareSamples = async (
  folder: string,
  languages: readonly Language[],
): Promise<RunnableSamples> => {
  const distinct = [...new Map(formatNames.flatMap(samplesOf).map((each) => [each.code, each])).values()];
  const placeOf = (sample: Sample): string =>
    join(folder, `sample${distinct.findIndex(({ code }) => code === sample.code)}`);
  for (const sample of distinct) {
    mkdirSync(placeOf(sample), { recursive: true });
    writeFileSync(join(placeOf(sample), sample.file), sample.code);
  }
  if (languages.includes('go'))
    await compileGo(folder, distinct.filter(({ language }) => language === 'go').map(placeOf));
  return {
    commandOf: (sample) => {
      const file = join(placeOf(sample), sample.file);
      if (sample.library !== null)
        return ['node', join(samplesFolder, `${sample.library}-library.sample.js`)];
      if (sample.language === 'go') return [join(placeOf(sample), 'receiver')];
      if (sample.language === 'php') return ['php', '-S', '127.0.0.1:PORT', file];
      return [programs[sample.language], file];
    },
  };
};

/** The standard library is compiled once for all of them. */
const compileGo = async (folder: string, places: readonly string[]): Promise<void> => {
  writeFileSync(join(folder, 'go.mod'), 'module samples\n\ngo 1.19\n');
  for (const place of places) {
    const built = Bun.spawn(['go', 'build', '-o', join(place, 'receiver'), join(place, 'receiver.go')], {
      cwd: folder,
      env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', GOPROXY: 'off' },
      stderr: 'pipe',
    });
    const errors = await new Response(built.stderr).text();
    if ((await built.exited) !== 0) throw new Error(errors);
  }
};
