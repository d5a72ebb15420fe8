import { Inline } from './prose.tsx';
import type { Schema } from './schema.ts';
import { choicesOf, limitsOf } from './schema-limits.ts';
import { type FieldRow, type FormRow, rowsOf } from './schema-rows.ts';
import { TypeName } from './type-name.tsx';

interface SchemaTableProps {
  /** Of what the fields are, for readers who hear the page. */
  caption: string;
  schema: Schema;
  /** Answers always hold what is required of them: only requests say so. */
  direction: 'request' | 'answer';
}

/** The fields of an object as a table; those of nested objects are indented under theirs. */
export const SchemaTable = ({ caption, schema, direction }: SchemaTableProps) => (
  <table class="fields">
    <caption>{caption}</caption>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Type</th>
        <th scope="col">{direction === 'request' ? 'Needed' : 'Present'}</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      {rowsOf(schema).map((row) =>
        row.kind === 'form' ? <Form row={row} /> : <Field row={row} direction={direction} />,
      )}
    </tbody>
  </table>
);

const Form = ({ row }: { row: FormRow }) => (
  <tr class="form" data-depth={row.depth}>
    <td colspan={4}>
      {row.number === 1 ? 'Either' : 'Or'} (form {row.number} of {row.of})
    </td>
  </tr>
);

const Field = ({ row, direction }: { row: FieldRow; direction: 'request' | 'answer' }) => (
  <tr data-depth={Math.min(row.depth, 4)}>
    <th scope="row">
      <code>
        {row.within.map((name) => (
          <span class="within">
            {name}.<wbr />
          </span>
        ))}
        {row.name}
      </code>
    </th>
    <td class="type">
      <TypeName schema={row.schema} />
    </td>
    <td class="presence">
      <Presence required={row.required} direction={direction} />
    </td>
    <td class="meaning">
      <Meaning schema={row.schema} />
    </td>
  </tr>
);

const Presence = ({ required, direction }: { required: boolean; direction: 'request' | 'answer' }) => {
  if (direction === 'answer') return required ? 'always' : <span class="muted">sometimes</span>;
  return required ? <strong>required</strong> : <span class="muted">optional</span>;
};

/** What a field means and what it may hold. */
export const Meaning = ({ schema }: { schema: Schema }) => {
  const choices = choicesOf(schema);
  return (
    <>
      {schema.description && <Inline text={schema.description} />}
      {limitsOf(schema).map((limit) => (
        <>
          {' '}
          <Inline text={limit} />
        </>
      ))}
      {choices.length > 0 && <Choices values={choices} />}
    </>
  );
};

const Choices = ({ values }: { values: readonly string[] }) => (
  <span class="choices">
    {values.length === 1 ? 'Always ' : 'One of '}
    {values.map((value, index) => (
      <>
        {index > 0 && ', '}
        <code>{value}</code>
      </>
    ))}
    .
  </span>
);
