import type { z } from 'zod';
import type { ChangePreviewView } from '../../src/conversions/change-preview.view.ts';
import { amountText } from '../components/amount.tsx';
import { Consequences } from '../components/consequences.tsx';
import { inWords } from '../components/plain-list.ts';
import { Time } from '../components/time.tsx';

type Preview = z.output<typeof ChangePreviewView>;
type Line = Preview['lines'][number];

/** What a decision would come to, exactly: who would lose and earn what, line by line. */
export const ChangeConsequences = ({ preview }: { readonly preview: Preview }) => (
  <Consequences
    title={sentenceOf(preview)}
    tone={preview.totals.some(({ amount }) => amount < 0) ? 'bad' : 'wait'}
    lines={preview.lines.map((line) => <LineText line={line} />)}
  >
    {preview.event_types.length > 0 && (
      <p class="muted">Told to your webhooks: {preview.event_types.join(', ')}.</p>
    )}
  </Consequences>
);

const sentenceOf = ({ totals }: Preview): string => {
  const parts = totals
    .filter(({ amount }) => amount !== 0)
    .map(({ partner_name, amount, currency }) =>
      amount < 0
        ? `${partner_name} loses ${amountText(-amount, currency)}`
        : `${partner_name} earns ${amountText(amount, currency)}`,
    );
  return parts.length === 0 ? 'No partner loses or earns anything by this.' : `${inWords(parts)}.`;
};

const LineText = ({ line }: { readonly line: Line }) => {
  const amount = amountText(Math.abs(line.amount), line.currency);
  switch (line.change) {
    case 'earned':
      return (
        <>
          {line.partner_name}: a new commission of {amount}, {line.state}, due <Time at={line.due_at} />
        </>
      );
    case 'voided':
      return `${line.partner_name}: an unpaid commission of ${amount} is voided`;
    case 'adjusted':
      return `${line.partner_name}: an unpaid commission changes by ${amountText(line.amount, line.currency)}`;
    case 'corrected':
      return line.amount < 0
        ? `${line.partner_name}: ${amount} that is paid, or on its way, is clawed back from the next payout`
        : `${line.partner_name}: ${amount} that was clawed back is given back`;
  }
};
