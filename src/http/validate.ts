import type { z } from 'zod';
import { DomainError, type FieldError } from '../core/errors.ts';

/** So many offending fields are named; who sends more of them has another problem than the rest. */
const maxNamedErrors = 100;
const maxShownPath = 200;

/**
 * Checks input against a schema.
 * @throws DomainError `invalid_request` that names every offending field, up to a hundred.
 */
export const validate = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const result = schema.safeParse(input, { error: messageFor });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(toFieldErrors);
  throw new DomainError('invalid_request', summarize(errors), errors.slice(0, maxNamedErrors));
};

/** `items[2].amount`, as the caller would write it; the beginning of it when somebody made up long names. */
export const fieldPath = (path: readonly PropertyKey[]): string => {
  const whole = path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
  return whole.length <= maxShownPath ? whole : `${whole.slice(0, maxShownPath).toWellFormed()}...`;
};

/** For what a schema has no words of its own; undefined leaves the library's. */
const messageFor = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return `must ${limitOf('at least', issue.minimum, issue.origin)}`;
    case 'too_big':
      return `may ${limitOf('at most', issue.maximum, issue.origin)}`;
    default:
      return undefined;
  }
};

const wrongType = ({ input, expected }: { input?: unknown; expected: string }): string => {
  if (input === undefined) return 'is required';
  return `must be ${expected === 'int' ? 'a whole number' : `of type ${expected}`}`;
};

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;

const limitOf = (side: string, limit: number | bigint, origin: string): string => {
  const unit = units[origin];
  if (unit === undefined) return `be ${side} ${limit}`;
  return `have ${side} ${limit} ${Number(limit) === 1 ? unit.one : unit.more}`;
};

const units: Readonly<Record<string, { readonly one: string; readonly more: string }>> = {
  string: { one: 'character', more: 'characters' },
  array: { one: 'entry', more: 'entries' },
};

const toFieldErrors = (issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: fieldPath([...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  const path = fieldPath(issue.path);
  // What a name breaks is said of the name; the library itself says only that something is wrong with it.
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  return [{ path, message: issue.message }];
};

const summarize = (errors: readonly FieldError[]): string => {
  const [first] = errors;
  if (!first) return 'The request is invalid.';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.path || 'body'}: ${first.message}${more}`;
};
