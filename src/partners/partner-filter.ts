import { isId } from '../core/ids.ts';
import type { PageRequest } from '../http/pages/page-route.ts';
import { findTypedPartner } from './partner-choice.ts';

/**
 * What `?partner=` narrows a list to, as the API takes it: nothing where nobody is asked for. It names a partner by
 * code, name, email address or id; where nobody fits, the list and its file are as empty as for a partner without any.
 */
export const partnerFilter = async ({
  api,
  program,
  query,
}: Pick<PageRequest, 'api' | 'program' | 'query'>): Promise<{ readonly partner_id?: string }> => {
  const typed = query.partner?.trim() ?? '';
  if (typed === '') return {};
  if (isId('prt', typed)) return { partner_id: typed };
  const partner = await findTypedPartner(api, program?.id, typed);
  return { partner_id: partner?.id ?? nobody };
};

/** Has the form of a partner's id and is none. */
const nobody = 'prt_0000000000';
