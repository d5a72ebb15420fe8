import { errorCodes } from '../../src/core/errors.ts';
import type { Answer, Operation } from './api.ts';
import { Inline } from './prose.tsx';
import { referenceOf } from './schema.ts';
import { rowsOf } from './schema-rows.ts';
import { SchemaTable } from './schema-table.tsx';
import { TypeName } from './type-name.tsx';

/** What an operation answers when all is well, and the codes it may refuse with. */
export const Answers = ({ operation: { answers, refusals } }: { operation: Operation }) => (
  <>
    <dl class="answers">
      {answers.map((answer) => (
        <div>
          <dt>{answer.status}</dt>
          <dd>
            <Inline text={answer.description} /> <Content answer={answer} />
            {answer.headers.map(({ name, description }) => (
              <span class="header">
                <code>{name}</code>: <Inline text={description} />
              </span>
            ))}
          </dd>
        </div>
      ))}
      {refusals.map((status) => (
        <div class="refusal">
          <dt>{status}</dt>
          <dd>
            {codesOf(status).map((code, index) => (
              <>
                {index > 0 && ', '}
                <code>{code}</code>
              </>
            ))}
          </dd>
        </div>
      ))}
    </dl>
    {answers.map((answer) => (
      <Fields answer={answer} />
    ))}
  </>
);

const codesOf = (status: string): string[] =>
  Object.entries(errorCodes).flatMap(([code, known]) => (String(known) === status ? [code] : []));

const Content = ({ answer: { schema, contentType } }: { answer: Answer }) => {
  if (!schema) return contentType && <code>{contentType}</code>;
  const item = pageItemOf(schema);
  if (item) {
    return (
      <>
        A <a href="#pages">page</a> of <TypeName schema={item} />.
      </>
    );
  }
  if (referenceOf(schema) === undefined) return null;
  return (
    <>
      Body: <TypeName schema={schema} />.
    </>
  );
};

/** Fields of an answer that has no name of its own. */
const Fields = ({ answer: { status, schema } }: { answer: Answer }) => {
  if (!schema || pageItemOf(schema) || referenceOf(schema) || rowsOf(schema).length === 0) return null;
  return <SchemaTable caption={`Body of the answer ${status}`} schema={schema} direction="answer" />;
};

const pageItemOf = ({ properties = {} }: NonNullable<Answer['schema']>) =>
  'data' in properties && 'next_cursor' in properties ? properties.data?.items : undefined;
