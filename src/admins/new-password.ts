import { invalidField } from '../core/errors.ts';
import type { SentForm } from '../http/forms/sent-form.ts';
import { passwordProblem } from './password.ts';

/**
 * A password that somebody chooses, exactly as it was typed.
 *
 * @throws DomainError `invalid_request` naming the field
 */
export const readNewPassword = (form: SentForm, field = 'password'): string => {
  const value = form.get(field);
  const password = typeof value === 'string' ? value : '';
  const problem = passwordProblem(password);
  if (problem) throw invalidField(field, problem);
  return password;
};
