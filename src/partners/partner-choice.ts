import { invalidField } from '../core/errors.ts';
import { isId } from '../core/ids.ts';
import type { OwnApi } from '../http/own-api.ts';

export interface ChosenPartner {
  readonly id: string;
  readonly name: string;
}

/** The partner that somebody typed: by id, code, name or email address. Undefined when nobody fits. */
export const findTypedPartner = async (
  api: OwnApi,
  programId: string | undefined,
  typed: string,
): Promise<ChosenPartner | undefined> => {
  if (isId('prt', typed)) return api.get<ChosenPartner>('/api/v1/partners/:id', { params: { id: typed } });
  const { data } = await api.get<{ data: (ChosenPartner & { code: string; email: string | null })[] }>(
    '/api/v1/partners',
    { query: { program_id: programId, q: typed, limit: 20 } },
  );
  const wanted = typed.toLowerCase();
  const isMeant = (words: readonly (string | null)[]) => words.some((word) => word?.toLowerCase() === wanted);
  const exact = data.find(({ code, name, email }) => isMeant([code, name, email]));
  return exact ?? (data.length === 1 ? data[0] : undefined);
};

/** @throws DomainError `invalid_request` naming the field */
export const getTypedPartner = async (
  api: OwnApi,
  programId: string | undefined,
  { field, typed }: { readonly field: string; readonly typed: string },
): Promise<ChosenPartner> => {
  if (typed === '') throw invalidField(field, 'must name a partner');
  const partner = await findTypedPartner(api, programId, typed);
  if (partner) return partner;
  throw invalidField(field, 'fits no partner, or several: write their code, email address or id');
};
