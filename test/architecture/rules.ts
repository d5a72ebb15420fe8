import { folderOf, kindOf } from './kinds.ts';
import { type Import, type Source, targetOf } from './source.ts';

/** What a file does wrong, as a sentence; empty when nothing. */
export type Rule = (source: Source) => string[];

/** Something that has one place. */
interface OnlyHere {
  readonly what: string;
  readonly found: RegExp | { readonly package: RegExp };
  /** Files that may have it. */
  readonly places: RegExp;
}

const placesOfSql =
  /^(migrations\/|src\/(database|reports|doctor)\/|src\/[^/]+\/.*\.store\.ts$|src\/events\/outbox\.ts$|src\/http\/idempotency\.ts$)/;

export const onlyHere: readonly OnlyHere[] = [
  { what: 'kysely', found: { package: /^kysely(\/|$)/ }, places: placesOfSql },
  { what: 'bun:sqlite', found: { package: /^bun:sqlite$/ }, places: /^src\/database\// },
  { what: 'elysia', found: { package: /^elysia(\/|$)/ }, places: /^src\/((server|tracking)\.ts$|http\/)/ },
  { what: 'croner', found: { package: /^croner$/ }, places: /^src\/jobs\.ts$/ },
  { what: 'csv-parse', found: { package: /^csv-parse(\/|$)/ }, places: /^src\/imports\// },
  { what: 'nodemailer', found: { package: /^nodemailer(\/|$)/ }, places: /^src\/outbound\/mail\// },
  { what: 'DNS', found: { package: /^(node:)?dns(\/|$)/ }, places: /^src\/(outbound\/|app\.ts$)/ },
  {
    what: 'the environment',
    found: /\b(process|Bun|import\.meta)\s*\.\s*env\b/,
    places: /^src\/config\.ts$/,
  },
  {
    what: 'the time',
    found: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(\(\s*\)|(?!\s*\())|(?<!new\s+)\bDate\s*\(\s*\)/,
    places: /^src\/core\/clock\.ts$/,
  },
  {
    what: 'randomness',
    found: /\bMath\s*\.\s*random\b|\b(getRandomValues|randomUUID|randomUUIDv7|randomBytes|randomInt)\s*\(/,
    places: /^src\/core\/ids\.ts$/,
  },
  { what: 'process.exit', found: /\bprocess\s*\.\s*(exit|abort|kill)\b/, places: /^src\/main\.ts$/ },
  {
    what: 'the network',
    found: /(?<![.\w])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/,
    // The demo plays the merchant's backend.
    places: /^src\/(outbound\/|demo\/|app\.ts$)/,
  },
];

/** A longer file hides a noun. */
export const maxLines = 300;

/** Longer all the same, each for its reason. */
const longFiles: Readonly<Record<string, string>> = {
  'src/database/schema.ts': 'the data model on one page',
};

const imports: Rule = (source) =>
  source.imports.flatMap((found) => {
    const target = targetOf(source, found);
    return target === undefined || mayImport(source, target, found) ? [] : [`imports ${target}`];
  });

const mayImport = (source: Source, target: string, { typeOnly }: Import): boolean => {
  if (!/\.tsx?$/.test(target) || folderOf(source.path) === folderOf(target)) return true;
  const [from, to] = [kindOf(source.path), kindOf(target)];
  if (!from || !to) return false;
  // The edges are told what they get by its type; the application itself comes as an argument.
  if (to.name === 'app' && from.rank >= edgeRank) return typeOnly || from.rank > to.rank;
  // A referral is of a customer and a partner: nouns speak of each other, they do not call each other.
  if (to.name === 'noun' && from.name === 'noun') return typeOnly;
  // The body of a program holds the body of its rule.
  if (to.name === 'shape' && from.name === 'shape') return true;
  return to.rank < from.rank;
};

const edgeRank = 8;

const places: Rule = (source) =>
  onlyHere.flatMap(({ what, found, places }) => {
    if (places.test(source.path)) return [];
    const has =
      found instanceof RegExp
        ? found.test(source.code)
        : source.imports.some(({ specifier }) => found.package.test(specifier));
    return has ? [`has ${what}`] : [];
  });

const lengths: Rule = ({ path, lines }) =>
  lines > maxLines && !(path in longFiles) ? [`has ${lines} lines, ${maxLines} at most`] : [];

const markup: Rule = ({ path }) =>
  path.endsWith('.tsx') && !path.startsWith('views/') ? ['is JSX outside views/'] : [];

/** The webhooks see events; what the events are about is no business of theirs. */
const blindWebhooks: Rule = (source) => {
  if (folderOf(source.path) !== 'src/webhooks') return [];
  return source.imports.flatMap((found) => {
    const target = targetOf(source, found);
    const kind = target && kindOf(target);
    if (!kind || folderOf(target) === 'src/webhooks' || kind.rank < 3 || kind.name === 'app') return [];
    return /\.(api|admin)\.ts$/.test(source.path) ? [] : [`knows a noun: ${target}`];
  });
};

const known: Rule = ({ path }) => (kindOf(path) ? [] : ['is of no kind: add it to the kinds']);

const exports: Rule = ({ code }) => (/\bexport\s+default\b/.test(code) ? ['has a default export'] : []);

export const rules: readonly Rule[] = [known, imports, places, lengths, markup, blindWebhooks, exports];

/** Everything that is wrong, one line each: the file, then what it does. */
export const violations = (sources: readonly Source[]): string[] =>
  sources.flatMap((source) =>
    rules.flatMap((rule) => rule(source).map((violation) => `${source.path} ${violation}`)),
  );
