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

const messageFor = (issue: {
  code?: string | undefined;
  input?: unknown;
  expected?: unknown;
}): string | undefined => {
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is required';
  const expected = issue.expected === 'int' ? 'a whole number' : `of type ${String(issue.expected)}`;
  return `must be ${expected}`;
};

const toFieldErrors = (issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: fieldPath([...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  return [{ path: fieldPath(issue.path), message: issue.message }];
};

const summarize = (errors: readonly FieldError[]): string => {
  const [first] = errors;
  if (!first) return 'The request is invalid.';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.path || 'body'}: ${first.message}${more}`;
};
