import { z } from 'zod';
import { commissionKinds, commissionTransitions } from '../commissions/commission.ts';
import { amountView, currencyView, idView, isoTime } from '../http/views.ts';
import type { Conversion } from './conversion.ts';
import { ConversionDetailView, toConversionDetailView } from './conversion.view.ts';

/** What becomes of a commission: it is new, a line corrects it, it is changed in place, or it is voided. */
const lineChanges = ['earned', 'corrected', 'adjusted', 'voided'] as const;

const line = z.strictObject({
  change: z
    .enum(lineChanges)
    .describe('Earned anew, corrected by a line of its own, adjusted in place, or voided.'),
  commission_id: idView('com').describe('An example where the commission is new.'),
  partner_id: idView('prt'),
  partner_name: z.string(),
  kind: z.enum(commissionKinds),
  amount: amountView.describe('What is added to what the partner is owed; negative for what is taken.'),
  currency: currencyView,
  state: z.enum(commissionTransitions.states).describe('Afterwards.'),
  due_at: isoTime,
});

const total = z.strictObject({
  partner_id: idView('prt'),
  partner_name: z.string(),
  amount: amountView,
  currency: currencyView,
});

export const ChangePreviewView = z
  .strictObject({
    conversion: ConversionDetailView.describe('As it would be.'),
    lines: z.array(line).describe('What would become of commissions, in the order in which it happens.'),
    totals: z.array(total).describe('What it comes to for each partner and currency.'),
    event_types: z.array(z.string()).describe('What would be told, in its order.'),
  })
  .meta({ id: 'ChangePreview' });

export interface ChangePreview {
  readonly conversion: Conversion;
  readonly lines: readonly z.output<typeof line>[];
  readonly eventTypes: readonly string[];
}

export const toChangePreviewView = ({
  conversion,
  lines,
  eventTypes,
}: ChangePreview): z.input<typeof ChangePreviewView> => ({
  conversion: toConversionDetailView(conversion),
  lines: [...lines],
  totals: totalsOf(lines),
  event_types: [...eventTypes],
});

type Total = z.output<typeof total>;

const totalsOf = (lines: ChangePreview['lines']): Total[] => {
  const totals = new Map<string, Total>();
  for (const { partner_id, partner_name, amount, currency } of lines) {
    const key = `${partner_id} ${currency}`;
    const sum = (totals.get(key)?.amount ?? 0) + amount;
    totals.set(key, { partner_id, partner_name, amount: sum, currency });
  }
  return [...totals.values()];
};
