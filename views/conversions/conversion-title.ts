import { amountText } from '../components/amount.tsx';
import { typeWords } from './words.ts';

interface Titled {
  readonly type: string;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly order_id: string | null;
}

/** `Purchase of USD 129.00`, `Signup` */
export const titleOf = ({ type, amount, currency }: Titled): string =>
  amount === null || currency === null
    ? typeWords(type)
    : `${typeWords(type)} of ${amountText(amount, currency)}`;
