import type { PageRequest } from '../http/pages/page-route.ts';
import { type ChosenPartner, findTypedPartner } from './partner-choice.ts';

/**
 * The partner that a list is narrowed to by `?partner=`: their code, name, email address or id.
 *
 * @returns undefined where nobody is asked for, null where nobody fits
 */
export const askedPartner = async ({
  api,
  program,
  query,
}: Pick<PageRequest, 'api' | 'program' | 'query'>): Promise<ChosenPartner | null | undefined> => {
  const typed = query.partner?.trim() ?? '';
  return typed === '' ? undefined : ((await findTypedPartner(api, program?.id, typed)) ?? null);
};

/** What is shown where nobody fits. */
export const emptyPage = { data: [], next_cursor: null } as const;
