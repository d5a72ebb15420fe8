import type { z } from 'zod';
import type { CustomerView, ListedCustomerView } from '../../src/customers/customer.view.ts';
import type { ListedReferralView } from '../../src/referrals/referral.view.ts';

export type CustomerFacts = z.output<typeof CustomerView>;
export type ListedCustomerFacts = z.output<typeof ListedCustomerView>;
export type ReferralFacts = z.output<typeof ListedReferralView>;

export const customersPath = '/admin/customers';

export const customerHref = (id: string, part = ''): string =>
  `${customersPath}/${id}${part === '' ? '' : `/${part}`}`;

/** What the merchant calls them; we may know no more than a hash of their address. */
export const customerTitle = ({ name, external_id }: Pick<CustomerFacts, 'name' | 'external_id'>): string =>
  name ?? external_id ?? 'Known by email address alone';

const liveStates: readonly string[] = ['lead', 'converted'];

export const isLive = ({ state }: Pick<ReferralFacts, 'state'>): boolean => liveStates.includes(state);
