import { amountText } from '../components/amount.tsx';
import { capital } from '../conversions/words.ts';

/** `Commission of USD 25.80`, `Clawback of −USD 5.00` */
export const commissionTitle = ({
  kind,
  amount,
  currency,
}: {
  readonly kind: string;
  readonly amount: number;
  readonly currency: string;
}): string => {
  const noun = kind === 'sale' ? 'Commission' : kind === 'signup' ? 'Signup commission' : capital(kind);
  return `${noun} of ${amountText(amount, currency)}`;
};
