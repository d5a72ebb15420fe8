import { formsOf, referenceOf, type Schema, withoutNull } from './schema.ts';

/** A piece of the name of a type; some lead to where the type is described. */
export interface TypePart {
  readonly text: string;
  readonly component?: string;
}

/** What a value is, in words: `list of Partner`, `time or null`. */
export const typeOf = (schema: Schema): TypePart[] => {
  const { schema: given, nullable } = withoutNull(schema);
  return nullable ? [...typeOf(given), { text: ' or null' }] : plainTypeOf(given);
};

const plainTypeOf = (schema: Schema): TypePart[] => {
  const component = referenceOf(schema);
  if (component !== undefined) return [{ text: component, component }];
  const forms = formsOf(schema);
  if (forms.length > 0) return distinct(forms);
  if (schema.type === 'array') return [{ text: 'list of ' }, ...typeOf(schema.items ?? {})];
  if (typeof schema.additionalProperties === 'object' && !schema.properties) {
    return [{ text: 'object of ' }, ...typeOf(schema.additionalProperties)];
  }
  return [{ text: wordOf(schema) }];
};

const distinct = (forms: readonly Schema[]): TypePart[] => {
  const types = forms.map(typeOf);
  const names = types.map((parts) => parts.map(({ text }) => text).join(''));
  return types
    .filter((_, index) => names.indexOf(names[index] ?? '') === index)
    .flatMap((parts, index) => (index === 0 ? parts : [{ text: ' or ' }, ...parts]));
};

const wordOf = ({ type, format }: Schema): string => {
  if (format === 'date-time') return 'time';
  if (format === 'uri') return 'URL';
  if (type === undefined) return 'anything';
  return typeof type === 'string' ? type : type.join(' or ');
};
