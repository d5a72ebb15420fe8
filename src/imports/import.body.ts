import { z } from 'zod';
import { invalidField } from '../core/errors.ts';
import { given } from '../core/given.ts';
import { id, text } from '../http/fields.ts';
import { type ImportKind, type ImportOptions, importedCommissions, importKinds } from './import.ts';
import { fieldsOf } from './row-fields.ts';

const separator = z
  .enum(['comma', 'semicolon', 'tab'])
  .optional()
  .meta({ description: 'Between cells; found in the first line when it is left out.' });

const kind = z.enum(importKinds).meta({ description: 'What a row of the file is.' });

const options = {
  events: z.boolean().meta({
    description:
      'Whether webhooks tell of what is imported. Left out, its events are recorded and sent to nobody.',
  }),
  commissions: z.enum(importedCommissions).meta({
    description:
      'Of conversions. `none`: they earn nothing here. `due`: what they earned is still owed; `commission_amount`, or what the rules say where the file has no such column. `paid_elsewhere`: `commission_amount` was paid already.',
  }),
  amounts: z.enum(['minor', 'decimal']).meta({
    description:
      'Of conversions and balances: whole minor units such as 1250, or decimal numbers such as 12.50. `minor` when it is left out.',
  }),
  key: text(100).meta({
    description:
      'Of balances: each partner has one opening balance per currency and key. `opening` when it is left out.',
  }),
};

export const NewImportBody = z
  .strictObject({
    program_id: id('prg').optional(),
    kind,
    csv: z
      .string()
      .meta({ description: 'The text of the file, with the names of its columns in the first line.' }),
    dry_run: z
      .boolean()
      .default(true)
      .meta({ description: 'Tell what would happen and store nothing but that.' }),
    separator,
    columns: z
      .record(z.string(), text(200))
      .optional()
      .meta({ description: 'For fields whose column has another name in the file: its name.' }),
    options: z.strictObject(options).partial().optional(),
  })
  .meta({ id: 'NewImport' });

const flag = z.enum(['true', 'false']);

/** What stands beside the text when it is sent as `text/csv`. */
export const NewImportQuery = z.strictObject({
  program_id: id('prg').optional(),
  kind,
  dry_run: flag.optional().meta({ description: '`true` when it is left out.' }),
  separator,
  columns: z.string().max(10_000).optional().meta({ description: 'As JSON: `{"email": "E-Mail address"}`.' }),
  events: flag.optional().meta({ description: '`false` when it is left out.' }),
  ...z
    .strictObject({ commissions: options.commissions, amounts: options.amounts, key: options.key })
    .partial().shape,
});

/** The same as a JSON body. @throws DomainError `invalid_request` when `columns` is no JSON */
export const bodyOfText = (csv: string, query: z.output<typeof NewImportQuery>): unknown => {
  const { dry_run, events, columns, commissions, amounts, key, ...same } = query;
  return {
    ...given(same),
    csv,
    ...given({ dry_run: toBoolean(dry_run) }),
    ...given({ columns: columns === undefined ? undefined : parsed(columns) }),
    options: given({ events: toBoolean(events), commissions, amounts, key }),
  };
};

const toBoolean = (value: 'true' | 'false' | undefined): boolean | undefined =>
  value === undefined ? undefined : value === 'true';

const parsed = (columns: string): unknown => {
  try {
    return JSON.parse(columns);
  } catch {
    throw invalidField('columns', 'must be a JSON object of names by field');
  }
};

/** The kinds that an option says something about. */
const concerned: Readonly<Record<keyof ImportOptions, readonly ImportKind[]>> = {
  events: importKinds,
  commissions: ['conversions'],
  amounts: ['conversions', 'balances'],
  key: ['balances'],
};

/** @throws DomainError `invalid_request` for an option that says nothing about such rows */
export const toOptions = ({ kind, options = {} }: z.output<typeof NewImportBody>): ImportOptions => {
  for (const [name, kinds] of Object.entries(concerned)) {
    if (!(name in options) || kinds.includes(kind)) continue;
    throw invalidField(`options.${name}`, `says nothing about ${kind}`);
  }
  return { events: false, commissions: 'none', amounts: 'minor', key: 'opening', ...given(options) };
};

/**
 * Holds what the file says about commissions against what is to be done with them: nobody loses, or is paid twice,
 * for a word that was left out.
 *
 * @throws DomainError `invalid_request`
 */
export const assertCommissionsSaid = (
  { options = {} }: z.output<typeof NewImportBody>,
  used: Readonly<Record<string, string>>,
): void => {
  const isTold = 'commission_amount' in used;
  if (isTold && options.commissions === undefined) {
    throw invalidField('options.commissions', 'is required: the file says what the conversions earned');
  }
  if (!isTold && options.commissions === 'paid_elsewhere') {
    throw invalidField('options.commissions', 'paid_elsewhere takes a file with commission_amount');
  }
};

/** What the files of each kind may have, for people. */
export const columnsText = importKinds
  .map((each) => {
    const names = fieldsOf(each).map(({ name, isRequired }) => (isRequired ? `**${name}**` : name));
    return `- \`${each}\`: ${names.join(', ')}`;
  })
  .join('\n');
