import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { ImportKind } from '../../src/imports/import.ts';
import { fieldsOf } from '../../src/imports/row-fields.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith } from '../components/query.ts';
import { FileInput } from './file-input.tsx';
import { kindText } from './words.ts';

const amounts: Field = {
  name: 'options.amounts',
  label: 'How amounts are written',
  kind: 'choice',
  required: true,
  options: [
    { value: 'decimal', label: 'Decimal, such as 12.50' },
    { value: 'minor', label: 'Whole cents, such as 1250' },
  ],
};

const commissions: Field = {
  name: 'options.commissions',
  label: 'What these sales earned',
  kind: 'choice',
  required: true,
  options: [
    { value: 'none', label: 'Nothing here' },
    { value: 'due', label: 'Is still owed: commission_amount, or by the rules without that column' },
    { value: 'paid_elsewhere', label: 'Was paid elsewhere: commission_amount' },
  ],
};

const key: Field = {
  name: 'options.key',
  label: 'Name of this move',
  kind: 'text',
  placeholder: 'opening',
  help: 'Each partner gets one opening balance per currency and name, however often the file is brought.',
};

const events: Field = {
  name: 'options.events',
  label: 'Tell webhooks of what is brought in',
  kind: 'switch',
  help: 'As a rule not: it is history that the other side knows.',
};

const separator: Field = {
  name: 'separator',
  label: 'Between cells',
  kind: 'choice',
  options: ['comma', 'semicolon', 'tab'].map((value) => ({ value, label: value })),
  help: 'Found by itself when left empty.',
};

const optionsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  partners: [],
  links: [],
  promo_codes: [],
  customers: [],
  conversions: [commissions, amounts],
  balances: [amounts, key],
};

/** What is asked about a file of a kind, apart from the file. */
export const importForm = (kind: ImportKind): readonly Field[] => optionsOf[kind];

/** What few files need. */
export const foldedForm = (kind: ImportKind): readonly Field[] => [
  separator,
  events,
  ...fieldsOf(kind).map(
    ({ name }): Field => ({
      name: `columns.${name}`,
      label: `Column for ${name}`,
      kind: 'text',
      placeholder: name,
    }),
  ),
];

interface NewImportProps {
  readonly kind: ImportKind;
  /** Into which it is brought, whatever program is looked at in another window meanwhile. */
  readonly programId: string | undefined;
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
}

export const NewImportPage = ({ kind, programId, values, refusal }: NewImportProps) => (
  <>
    <PageHead
      title={`Import ${kindText[kind].name.toLowerCase()}`}
      above={{ label: 'What to import', href: '/admin/imports/new' }}
      answer={`${kindText[kind].brings} The file is tried first; nothing is stored until you have seen what would happen.`}
    >
      <a class="button" href={`/admin/imports/examples/${kind}`} download="">
        Example file
      </a>
    </PageHead>
    <ActionForm
      action={hrefWith('/admin/imports/new', {}, { kind, program_id: programId })}
      fields={importForm(kind)}
      folded={[{ label: 'Other names of columns, separator, webhooks', fields: foldedForm(kind) }]}
      values={values}
      refusal={refusal}
      submit="Try the file"
      cancel="/admin/imports"
      hasFile
    >
      <FileInput
        name="csv"
        label="File"
        help="CSV in UTF-8 of at most 2 MiB and 50,000 rows, with the names of its columns in the first line."
        error={refusal?.errors.find(({ path }) => path === 'csv')?.message}
        cameBack={refusal !== undefined}
      />
    </ActionForm>
  </>
);
