import type { z } from 'zod';
import type { ListedCommissionView } from '../../src/commissions/commission.view.ts';
import type { ListedConversionView } from '../../src/conversions/conversion.view.ts';
import type { LinkView } from '../../src/links/link.view.ts';
import type { ListedPayoutView } from '../../src/payouts/payout.view.ts';
import type { PromoCodeView } from '../../src/promo-codes/promo-code.view.ts';
import type { ListedReferralView } from '../../src/referrals/referral.view.ts';
import { Amount } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { discountOf } from '../promo-codes/promo-code.ts';
import { inSentenceCase } from './partner.ts';

type Link = z.output<typeof LinkView>;
type PromoCode = z.output<typeof PromoCodeView>;
export type Referral = z.output<typeof ListedReferralView>;
type Conversion = z.output<typeof ListedConversionView>;
type Commission = z.output<typeof ListedCommissionView>;
type Payout = z.output<typeof ListedPayoutView>;

export const linkColumns: readonly Column<Link>[] = [
  { label: 'Link', cell: ({ url }) => url },
  { label: 'Leads to', cell: ({ destination_url }) => destination_url },
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
];

export const promoCodeColumns: readonly Column<PromoCode>[] = [
  { label: 'Code', cell: ({ code }) => code },
  { label: 'Discount', cell: discountOf },
  { label: 'Valid from', cell: ({ starts_at }) => <Time at={starts_at} empty="at once" /> },
  { label: 'Valid until', cell: ({ ends_at }) => <Time at={ends_at} empty="no end" /> },
];

export const customerText = ({ customer, customer_id }: Pick<Referral, 'customer' | 'customer_id'>) =>
  customer.name ?? customer.external_id ?? <ShortId id={customer_id} />;

export const referralColumns: readonly Column<Referral>[] = [
  { label: 'Customer', cell: customerText },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { label: 'Referred by', cell: ({ method }) => inSentenceCase(method) },
  { label: 'Since', cell: ({ decided_at }) => <Time at={decided_at} /> },
  { label: 'First purchase', cell: ({ converted_at }) => <Time at={converted_at} empty="none yet" /> },
];

export const conversionColumns: readonly Column<Conversion>[] = [
  { label: 'Order', cell: ({ id, order_id }) => order_id ?? <ShortId id={id} /> },
  { label: 'Type', cell: ({ type }) => inSentenceCase(type) },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }) =>
      amount !== null && currency !== null && <Amount minor={amount} currency={currency} />,
  },
  { label: 'Occurred', cell: ({ occurred_at }) => <Time at={occurred_at} /> },
];

export const commissionColumns: readonly Column<Commission>[] = [
  { label: 'Order', cell: ({ id, order_id }) => order_id ?? <ShortId id={id} /> },
  { label: 'Kind', cell: ({ kind }) => inSentenceCase(kind) },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }) => <Amount minor={amount} currency={currency} />,
  },
  { label: 'Due', cell: ({ due_at }) => <Time at={due_at} /> },
];

export const payoutColumns: readonly Column<Payout>[] = [
  { label: 'Payout', cell: ({ id, reference }) => reference ?? <ShortId id={id} /> },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }) => <Amount minor={amount} currency={currency} />,
  },
  { label: 'Commissions', isNumber: true, cell: ({ item_count }) => item_count },
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
];
