import { csvLine } from '../core/csv.ts';
import type { ImportKind } from './import.ts';

/** A file that would be brought in, for each kind: its columns, and rows that name the same people throughout. */
const examples: Readonly<Record<ImportKind, readonly (readonly string[])[]>> = {
  partners: [
    ['email', 'name', 'country', 'code', 'state', 'group'],
    ['ada@example.com', 'Ada Byron', 'GB', 'ADA', 'approved', ''],
    ['ben@example.com', 'Ben Ito', 'JP', 'BEN', 'pending', ''],
  ],
  links: [
    ['partner', 'destination_url', 'slug', 'sub1'],
    ['ada@example.com', 'https://shop.example.com/', 'ada', 'newsletter'],
  ],
  promo_codes: [
    ['partner', 'code', 'starts_at', 'ends_at', 'discount_type', 'discount_value'],
    ['ada@example.com', 'ADA10', '2026-01-01', '2026-12-31', 'percent', '10'],
  ],
  customers: [
    ['customer_id', 'email', 'name', 'partner', 'decided_at'],
    ['c-1001', 'cleo@example.com', 'Cleo', 'ada@example.com', '2026-01-05'],
  ],
  conversions: [
    ['order_id', 'amount', 'currency', 'occurred_at', 'customer_id', 'partner', 'commission_amount'],
    ['A-2001', '100.00', 'USD', '2026-01-05 10:30', 'c-1001', 'ada@example.com', '20.00'],
    ['A-2002', '49.90', 'USD', '2026-02-05 10:30', 'c-1001', 'ada@example.com', '9.98'],
  ],
  balances: [
    ['partner', 'currency', 'amount'],
    ['ada@example.com', 'USD', '125.50'],
    ['ben@example.com', 'USD', '-20.00'],
  ],
};

export const exampleFile = (kind: ImportKind): string =>
  // A negative amount is a decimal of ours: an apostrophe before it would be no amount.
  examples[kind]
    .map((cells) => csvLine(cells.map((cell) => (/^-\d/.test(cell) ? { decimal: cell } : cell))))
    .join('');
