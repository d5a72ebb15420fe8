import { isCurrency, knownCurrencies } from '../core/currencies.ts';
import { invalidField } from '../core/errors.ts';
import type { Field } from '../http/forms/field.ts';
import { readForm } from '../http/forms/read-form.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';

/** The sale that is tried, in the money that it is in. */
export const saleFields = (currency: string): readonly Field[] => [
  {
    name: 'operation',
    label: 'What happens',
    kind: 'choice',
    required: true,
    options: [
      { value: 'purchase', label: 'A purchase' },
      { value: 'signup', label: 'A signup' },
    ],
  },
  { name: 'amount', label: 'Charged, tax and shipping included', kind: 'money', currency },
  {
    name: 'currency',
    label: 'Currency',
    kind: 'choice',
    required: true,
    options: knownCurrencies().map((code) => ({ value: code, label: code })),
  },
  { name: 'partner', label: 'Partner named by the sale', kind: 'text', help: 'Their code or id.' },
  { name: 'promo_code', label: 'Promo code', kind: 'text' },
  { name: 'click_id', label: 'Click id', kind: 'text', help: 'Of the landing address.' },
];

/** What few simulations need. */
export const finerFields = (currency: string): readonly Field[] => [
  { name: 'customer_id', label: 'Customer', kind: 'text', help: 'Your id: one who is referred stays so.' },
  { name: 'occurred_at', label: 'Occurred', kind: 'instant', help: 'In UTC; now when left empty.' },
  { name: 'type', label: 'Type', kind: 'text', placeholder: 'purchase' },
  { name: 'tax', label: 'Of it tax', kind: 'money', currency },
  { name: 'shipping', label: 'Of it shipping', kind: 'money', currency },
  {
    name: 'items',
    label: 'Items',
    kind: 'lines',
    placeholder: 'basic-plan 49.00',
    help: 'One a line: your id of the product, then the total of the line without tax and shipping. They sum to what was charged without both.',
  },
  { name: 'order_id', label: 'Order', kind: 'text', help: 'One that you told already answers as it would.' },
  {
    name: 'format',
    label: 'Webhooks shown as',
    kind: 'choice',
    options: ['affiliatebase', 'affonso', 'track360'].map((value) => ({ value, label: value })),
    help: 'In the format of your own endpoints when left empty.',
  },
];

export const simulatorFields = (currency: string): readonly Field[] => [
  ...saleFields(currency),
  ...finerFields(currency),
];

/** The currency that was chosen, for reading the amounts beside it. */
export const chosenCurrency = (form: SentForm, usual: string): string => {
  const currency = written(form, 'currency');
  return isCurrency(currency) ? currency : usual;
};

/** As `POST /api/v1/conversions/simulate` takes it. @throws DomainError `invalid_request` */
export const readSimulated = (form: SentForm, program: string | undefined, currency: string) => {
  const { items = [], amount, ...sale } = readForm(simulatorFields(currency), form) as Sale;
  const key = { program, idempotency_key: 'simulated' };
  if (sale.operation === 'signup') {
    const { currency: _currency, tax: _tax, shipping: _shipping, type: _type, ...signup } = sale;
    return { ...signup, ...key };
  }
  const lines = items.map((line, at) => readItem(line, at, currency));
  return { ...sale, ...key, amount, ...(lines.length > 0 && { items: lines }) };
};

interface Sale extends Readonly<Record<string, unknown>> {
  readonly items?: readonly string[];
}

/** `basic-plan 49.00` */
const readItem = (line: string, at: number, currency: string) => {
  const [, productId, total] = /^(.+?)\s+(\S+)$/.exec(line) ?? [];
  if (productId === undefined || total === undefined) {
    throw invalidField('items', `line ${at + 1} must have a product and an amount`);
  }
  const form = new FormData();
  form.set('amount', total);
  const field: Field = { name: 'amount', label: 'Amount', kind: 'money', currency };
  try {
    const { amount } = readForm([field], form as unknown as SentForm);
    return { product_id: productId, quantity: 1, amount };
  } catch {
    throw invalidField('items', `line ${at + 1} must end with an amount such as 49.00`);
  }
};
