import { anchorOf } from './anchors.ts';
import type { Schema } from './schema.ts';
import { typeOf } from './schema-type.ts';

/** What a value is, in words; components lead to their table. */
export const TypeName = ({ schema }: { schema: Schema }) =>
  typeOf(schema).map(({ text, component }) =>
    component === undefined ? text : <a href={`#${anchorOf.schema(component)}`}>{text}</a>,
  );
