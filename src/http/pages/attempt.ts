import { DomainError, type FieldError } from '../../core/errors.ts';
import type { PageAnswer } from './page-route.ts';

/** Why a form was refused, to be shown on it again. */
export interface FormRefusal {
  /** In full sentences. */
  readonly detail: string;
  /** Of fields, under the names that the API knows them by. */
  readonly errors: readonly FieldError[];
  readonly status: number;
}

/** Refusals that the person in front of the form can do something about; all else is a page of its own. */
const mendable: Readonly<Record<string, number>> = {
  invalid_request: 422,
  program_required: 422,
  already_exists: 409,
  conflict: 409,
  duplicate_order: 409,
  idempotency_conflict: 409,
  invalid_transition: 409,
  precondition_failed: 412,
  payload_too_large: 413,
};

/** What a form can show again; undefined for all else, which is a page of its own. */
export const refusalOf = (failure: unknown): FormRefusal | undefined => {
  const status = failure instanceof DomainError ? mendable[failure.code] : undefined;
  if (!(failure instanceof DomainError) || status === undefined) return undefined;
  return { detail: failure.detail, errors: failure.errors, status };
};

/** Does what a form asks for; what is refused comes back on the form, with everything that was written in it. */
export const attempt = async (
  action: () => Promise<PageAnswer>,
  refused: (refusal: FormRefusal) => Promise<PageAnswer> | PageAnswer,
): Promise<PageAnswer> => {
  try {
    return await action();
  } catch (failure) {
    const refusal = refusalOf(failure);
    if (!refusal) throw failure;
    return refused(refusal);
  }
};
