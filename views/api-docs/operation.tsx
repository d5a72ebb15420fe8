import { Answers } from './answers.tsx';
import type { Api, Operation } from './api.ts';
import { CodeSample } from './code-sample.tsx';
import { Parameters } from './parameters.tsx';
import { Prose } from './prose.tsx';
import { curlOf } from './request-example.ts';
import { resolve, type Schema } from './schema.ts';
import { rowsOf } from './schema-rows.ts';
import { SchemaTable } from './schema-table.tsx';

/** One operation: what it does, what it takes, what it answers, and a request to try. */
export const OperationSection = ({ operation, api }: { operation: Operation; api: Api }) => (
  <article class="operation" id={operation.id}>
    <h3>
      <a href={`#${operation.id}`}>{operation.summary}</a>
    </h3>
    <p class="address">
      <Method name={operation.method} /> <code>{operation.path}</code>
    </p>
    <Description operation={operation} />
    <CodeSample caption="Example" text={curlOf(operation, api)} />
    {operation.parameters.length > 0 && <Parameters parameters={operation.parameters} />}
    {operation.body && <Body schema={resolve(operation.body.schema, api.schemas)} />}
    <Answers operation={operation} />
  </article>
);

export const Method = ({ name }: { name: string }) => (
  <span class="method" data-method={name}>
    {name}
  </span>
);

/** The document says the scope in its words, for readers of the document alone; here it has a place of its own. */
const Description = ({ operation: { description, scope } }: { operation: Operation }) => (
  <>
    <Prose text={description.replace(/\n*Needs the scope `[^`]*`\.$/, '')} />
    <p class="scope">
      {scope === undefined ? (
        'Needs no API key.'
      ) : (
        <>
          Needs the scope <code>{scope}</code>.
        </>
      )}
    </p>
  </>
);

const Body = ({ schema }: { schema: Schema }) => {
  if (rowsOf(schema).length === 0)
    return <p>The body has no fields: leave it out, or send an empty object.</p>;
  return <SchemaTable caption="Body" schema={schema} direction="request" />;
};
