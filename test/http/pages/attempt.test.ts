import { describe, expect, test } from 'bun:test';
import { DomainError, type ErrorCode, errorCodes } from '../../../src/core/errors.ts';
import { attempt, type FormRefusal, refusalOf } from '../../../src/http/pages/attempt.ts';
import { goTo } from '../../../src/http/pages/page-route.ts';

const back = goTo('/admin/form');

const refusedWith = async (failure: unknown): Promise<FormRefusal | undefined> => {
  let refusal: FormRefusal | undefined;
  await attempt(
    () => Promise.reject(failure),
    (why) => {
      refusal = why;
      return back;
    },
  );
  return refusal;
};

describe('what a form asks for', () => {
  test('is done', async () => {
    const done = goTo('/admin/done', 'Saved.');
    expect(
      await attempt(
        async () => done,
        () => back,
      ),
    ).toBe(done);
  });

  test('comes back on the form with every reason, when somebody can do something about it', async () => {
    const errors = [{ path: 'name', message: 'must not be empty' }];
    expect(await refusedWith(new DomainError('invalid_request', 'name: must not be empty', errors))).toEqual({
      detail: 'name: must not be empty',
      errors,
      status: 422,
    });
  });

  const all = Object.keys(errorCodes) as ErrorCode[];

  test.each(all)('that fails with %s keeps its status on the form, or is a page of its own', async (code) => {
    const failure = new DomainError(code, 'Because.');
    const refusal = refusalOf(failure);
    if (refusal) expect(refusal.status).toBe(errorCodes[code]);
    else expect(refusedWith(failure)).rejects.toBe(failure);
  });

  test.each(['forbidden', 'not_found', 'internal_error', 'unavailable', 'rate_limited'] as const)(
    'that fails with %s is a page of its own: another try of the same would not help',
    (code) => {
      expect(refusalOf(new DomainError(code, 'Because.'))).toBeUndefined();
    },
  );

  test('that breaks is never told as a refusal', async () => {
    const surprise = new TypeError('of ours');
    expect(refusedWith(surprise)).rejects.toBe(surprise);
  });
});
