import { holdsApiKey } from '../../api-keys/api-key.ts';
import { type Check, type Inspected, stretchesOf } from '../check.ts';

/**
 * What strangers send to an inspector is theirs, and is shown as it came.
 */
const unread: ReadonlySet<string> = new Set(['inspector_requests']);

/** The newest rows of a table: what is written wrongly today is found today, and no read is endless. */
const mostRows = 50_000;
const rowsPerStep = 1_000;

interface Pattern {
  readonly name: string;
  /** What every such text has in it: looked for first, because that is quick. */
  readonly sign: string;
  readonly isIn: (text: string) => boolean;
}

/** Secrets of ours have a form; passwords of others are known by the address that they stand in. */
const patterns: readonly Pattern[] = [
  { name: 'an API key', sign: 'trb_', isIn: holdsApiKey },
  {
    name: 'a signing secret',
    sign: 'whsec_',
    isIn: (text) => /whsec_[A-Za-z0-9+/]{24,}={0,2}/.test(text),
  },
  {
    name: 'a password of a mail server',
    sign: 'smtp',
    isIn: (text) => /smtps?:\/\/[^\s/@:]*:[^\s/@]+@/.test(text),
  },
  {
    name: 'a private key',
    sign: '-----BEGIN',
    isIn: (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
  },
];

export const secrets: Check = {
  name: 'secrets',
  invariant: 'I11',
  sentence: `No secret stands anywhere as it is. Of long tables the newest ${mostRows.toLocaleString('en-US')} rows are read.`,
  *examine(database, found) {
    for (const table of textTablesOf(database)) {
      for (const where of partsOf(database, table)) {
        for (const { id, ...texts } of database.all<Row>(`${suspectsOf(table)} ${where}`)) {
          for (const [column, text] of Object.entries(texts)) {
            const held = patterns.find(({ sign, isIn }) => text?.includes(sign) && isIn(text));
            if (held) found(`${table.name} ${id}`, `${column.slice(1)} holds ${held.name}`);
          }
        }
        yield;
      }
    }
  },
};

type Row = { readonly id: string } & Readonly<Record<string, string | null>>;

interface TextTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: string;
  readonly hasSeq: boolean;
}

const textTablesOf = ({ all }: Inspected): TextTable[] => {
  const columns = all<{ table: string; column: string; type: string; pk: number }>(
    `select tables.name as "table", columns.name as "column", lower(columns.type) as type, columns.pk
      from sqlite_schema as tables join pragma_table_info(tables.name) as columns
      where tables.type = 'table' and tables.name not like 'sqlite_%' order by tables.name, columns.cid`,
  );
  return [...Map.groupBy(columns, ({ table }) => table)].flatMap(([name, all]) => {
    const texts = all.filter(({ type }) => type === 'text').map(({ column }) => column);
    if (unread.has(name) || texts.length === 0) return [];
    const key = all.some(({ column }) => column === 'id')
      ? 'id'
      : (all.find(({ pk }) => pk === 1)?.column ?? texts[0]);
    return { name, columns: texts, key: key ?? '', hasSeq: all.some(({ column }) => column === 'seq') };
  });
};

const suspectsOf = ({ name, columns, key }: TextTable): string => {
  const texts = columns.map((column) => `"${column}" as "_${column}"`);
  const signs = columns.flatMap((column) => patterns.map(({ sign }) => `instr("${column}", '${sign}') > 0`));
  return `select "${key}" as id, ${texts} from "${name}" where (${signs.join(' or ')})`;
};

/** Conditions that part a table into steps. */
function* partsOf(database: Inspected, { name, key, hasSeq }: TextTable): Generator<string> {
  if (hasSeq) {
    const stretches = [...stretchesOf(database, name, rowsPerStep)].slice(-mostRows / rowsPerStep);
    for (const { from, to } of stretches) yield `and seq between ${from} and ${to}`;
    return;
  }
  for (let offset = 0; offset < mostRows; offset += rowsPerStep) {
    const part = `select "${key}" from "${name}" limit ${rowsPerStep} offset ${offset}`;
    const [count] = database.all<{ rows: number }>(`select count(*) as rows from (${part})`);
    if (!count?.rows) return;
    yield `and "${key}" in (${part})`;
  }
}
