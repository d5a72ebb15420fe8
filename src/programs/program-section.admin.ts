import type { Field, Option } from '../http/forms/field.ts';

/** Settings of a program that belong together: one form. */
export interface ProgramSection {
  /** Of its address and its anchor. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  fields(currency: string): readonly Field[];
}

const general: ProgramSection = {
  name: 'general',
  title: 'Name and time',
  about: 'Days and months of reports, caps and tiers are counted in the time zone.',
  fields: () => [
    { name: 'name', label: 'Name', kind: 'text', required: true, help: 'Partners see it.' },
    { name: 'time_zone', label: 'Time zone', kind: 'text', required: true, placeholder: 'Europe/Berlin' },
  ],
};

const moneyAndHold: ProgramSection = {
  name: 'money',
  title: 'Money and hold',
  about: 'What commissions are computed from, how long they wait, and from which sum on partners are paid.',
  fields: (currency) => [
    {
      name: 'hold_days',
      label: 'Days that commissions wait',
      kind: 'number',
      required: true,
      help: 'Long enough for refunds: what is refunded meanwhile is never paid. Commissions that exist keep their date.',
    },
    {
      name: 'payout_threshold',
      label: 'Smallest payout',
      kind: 'money',
      currency,
      required: true,
      help: 'A smaller due balance waits for the next payout.',
    },
    { name: 'base_includes_tax', label: 'Partners earn on tax, too', kind: 'switch' },
    { name: 'base_includes_shipping', label: 'Partners earn on shipping, too', kind: 'switch' },
    {
      name: 'converts_currencies',
      label: `Owe commissions of sales in other currencies in ${currency}, at the stored rate`,
      kind: 'switch',
      help: 'Otherwise a share is owed in the currency of the sale.',
    },
  ],
};

const capPeriods: readonly Option[] = [
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
  { value: 'year', label: 'a year' },
  { value: 'ever', label: 'ever' },
];

const capFields = (kind: string, label: string, currency: string): readonly Field[] => [
  { name: `caps.${kind}.amount`, label, kind: 'money', currency },
  { name: `caps.${kind}.period`, label: 'in', kind: 'choice', options: capPeriods },
];

const caps: ProgramSection = {
  name: 'caps',
  title: 'Caps',
  about:
    'The most that may be earned. What exceeds a cap is cut, then earns nothing with that reason; what is refunded or voided may be earned again. Leave an amount empty for no cap.',
  fields: (currency) => [
    ...capFields('partner', 'What one partner earns', currency),
    ...capFields('customer', 'What one customer earns all partners', currency),
    ...capFields('program', 'The budget of the program', currency),
  ],
};

const attribution: ProgramSection = {
  name: 'attribution',
  title: 'Attribution',
  about:
    'Who earns a sale. A person’s decision and an earlier referral of the customer stand first; this orders what the sale brings along.',
  fields: () => [
    {
      name: 'attribution_policy',
      label: 'Order',
      kind: 'choice',
      required: true,
      options: [
        { value: 'coupon_first', label: 'Promo code, click id, partner code, cookie' },
        { value: 'link_first', label: 'Click id, partner code, cookie, promo code' },
        { value: 'latest_touch', label: 'Whichever came last' },
      ],
    },
    {
      name: 'attribution_model',
      label: 'Of several clicks',
      kind: 'choice',
      required: true,
      options: [
        { value: 'last_click', label: 'The last one counts' },
        { value: 'first_click', label: 'The first one counts' },
      ],
    },
    { name: 'window_days', label: 'Days for which a click counts', kind: 'number', required: true },
    {
      name: 'referral_days',
      label: 'Days for which a customer stays with their partner',
      kind: 'number',
      empty: 'null',
      help: 'For ever when left empty. Referrals that exist keep their end.',
    },
    {
      name: 'coupon_overrides_referral',
      label: 'A promo code takes a customer over from the partner who referred them',
      kind: 'switch',
    },
    { name: 'new_customers_only', label: 'Only customers who never bought before count', kind: 'switch' },
  ],
};

const review: ProgramSection = {
  name: 'review',
  title: 'Review and approval',
  about: 'What waits for a person.',
  fields: () => [
    {
      name: 'conversion_review',
      label: 'Conversions',
      kind: 'choice',
      required: true,
      options: [
        { value: 'none', label: 'Earn at once' },
        { value: 'all', label: 'Wait for a review before they earn' },
      ],
    },
    approvalField('approval', 'Commissions', 'Become due when their hold ends'),
    approvalField('partner_approval', 'Partners who apply', 'May earn at once'),
    {
      name: 'payout_approvals',
      label: 'People who approve a batch of payouts',
      kind: 'choice',
      required: true,
      options: [
        { value: '1', label: 'One' },
        { value: '2', label: 'Two different ones' },
      ],
      help: 'To ask for fewer than now takes an owner.',
    },
  ],
};

const approvalField = (name: string, label: string, automatic: string): Field => ({
  name,
  label,
  kind: 'choice',
  required: true,
  options: [
    { value: 'auto', label: automatic },
    { value: 'manual', label: 'Wait for an approval' },
  ],
});

const tracking: ProgramSection = {
  name: 'tracking',
  title: 'Tracking',
  about: 'How visitors come to your site and are recognised there.',
  fields: () => [
    {
      name: 'allowed_hosts',
      label: 'Hosts that links may lead to',
      kind: 'lines',
      placeholder: 'shop.example.com',
      help: 'One a line, besides the host of each link itself.',
    },
    {
      name: 'click_id_parameter',
      label: 'Parameter of the click id',
      kind: 'text',
      required: true,
      help: 'In the landing address.',
    },
    {
      name: 'cookie_domain',
      label: 'Cookie domain',
      kind: 'text',
      empty: 'null',
      placeholder: 'example.com',
      help: 'Leave it empty to keep the cookie on the host that redirects.',
    },
  ],
};

export const programSections: readonly ProgramSection[] = [
  general,
  moneyAndHold,
  caps,
  attribution,
  review,
  tracking,
];
