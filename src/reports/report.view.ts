import { z } from 'zod';
import { amountView, currencyView, idView, isoTime, pageOf } from '../http/views.ts';

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .meta({ examples: ['2026-05-29'] });

const compared = <T extends z.ZodType>(value: T) => z.strictObject({ value, before: value });

const count = compared(z.int());
const sum = compared(amountView);

const rate = z
  .string()
  .nullable()
  .meta({ description: 'Purchases for each click, `0.0000` and up, cut; null without any click.' });

const complete = z.boolean().meta({
  description:
    'False while there is more than a report may read: rows of before an upgrade, or after a change of the time zone, that are still being counted. Then figures are too small.',
});

const Days = z.strictObject({ from: day, to: day });

const money = {
  revenue: amountView.meta({ description: 'Of qualified purchases that a partner has, net of refunds.' }),
  commission: amountView.meta({
    description: 'What those days earned partners, net of what was taken back or voided since.',
  }),
};

export const TopPartnerView = z
  .strictObject({
    partner_id: idView('prt'),
    partner_name: z.string().nullable(),
    clicks: z.int(),
    signups: z.int(),
    purchases: z.int(),
    ...money,
  })
  .meta({ id: 'TopPartner' });

const Waiting = z
  .strictObject({
    partners_pending: z.int().meta({ description: 'Counted to 10000.' }),
    conversions_in_review: z.int().meta({ description: 'Counted to 10000.' }),
    commissions_to_approve: z.array(
      z.strictObject({ currency: currencyView, count: z.int(), amount: amountView }),
    ),
    payout_batches_in_draft: z.int(),
    alerts_open: z.int(),
  })
  .meta({ id: 'WaitingForDecision' });

const DeliveryHealth = z
  .strictObject({
    attempts: z.int(),
    success_rate: z
      .string()
      .nullable()
      .meta({ description: 'Share of the attempts, cut; null without any.' }),
    p95_ms: z.int().nullable(),
    pending: z.int().meta({ description: 'Counted to 10000.' }),
    oldest_pending_at: isoTime.nullable(),
  })
  .meta({ id: 'DeliveryHealth', description: 'Of webhooks, in the last 24 hours.' });

export const OverviewView = z
  .strictObject({
    program_id: idView('prg'),
    time_zone: z.string(),
    from: day,
    to: day,
    before: Days.meta({ description: 'The days right before, and as many: what `before` is of.' }),
    complete,
    clicks: count.meta({ description: 'Of people, without repeats within an hour.' }),
    signups: count,
    purchases: count.meta({
      description: 'Qualified ones that a partner has and that were not given back whole.',
    }),
    refunds: count.meta({ description: 'Purchases of these days of which something was given back since.' }),
    conversion_rate: compared(rate),
    money: z
      .array(z.strictObject({ currency: currencyView, revenue: sum, refunded: sum, commission: sum }))
      .meta({ description: "By currency, the program's first; currencies are never added up." }),
    series: z
      .array(
        z.strictObject({
          day,
          clicks: z.int(),
          signups: z.int(),
          purchases: z.int(),
          money: z.array(z.strictObject({ currency: currencyView, ...money })),
        }),
      )
      .meta({ description: 'Each day; none is left out.' }),
    series_before: z
      .array(z.strictObject({ day, clicks: z.int(), purchases: z.int() }))
      .meta({ description: 'Each day before; none is left out.' }),
    top_partners: z
      .strictObject({
        currency: currencyView,
        by_revenue: z.array(TopPartnerView),
        by_commission: z.array(TopPartnerView),
      })
      .meta({ description: "Ten at most of each, by their money in the program's currency." }),
    waiting: Waiting,
    deliveries: DeliveryHealth,
  })
  .meta({ id: 'OverviewReport' });

const PartnerLine = TopPartnerView.extend({
  earnings_per_click: z.string().nullable().meta({
    description: 'Commission for each click in major units, four decimals, cut; null without any.',
  }),
}).meta({ id: 'PartnerReportLine' });

export const PartnersReportView = z.strictObject({
  ...pageOf(PartnerLine).shape,
  program_id: idView('prg'),
  time_zone: z.string(),
  from: day,
  to: day,
  currency: currencyView,
  complete,
  partner_count: z.int().meta({ description: 'How many partners did anything in these days.' }),
});
