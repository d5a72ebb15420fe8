import type { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { validate } from '../../http/validate.ts';
import type { Import, ImportKind, RowError } from '../../imports/import.ts';
import type { Defect, FileRow } from '../../imports/import-file.ts';
import {
  BalanceRow,
  ConversionRow,
  CustomerRow,
  LinkRow,
  PartnerRow,
  PromoCodeRow,
} from '../../imports/row-fields.ts';
import { importBalance } from './import-balance.ts';
import { importConversion } from './import-conversion.ts';
import { importCustomer } from './import-customer.ts';
import { importLink } from './import-link.ts';
import { importPartner } from './import-partner.ts';
import { importPromoCode } from './import-promo-code.ts';
import type { ImportedRow } from './imported-row.ts';

type Cells = Readonly<Record<string, string>>;

const reading =
  <S extends z.ZodType>(schema: S, bringIn: (row: z.output<S>) => ImportedRow) =>
  (cells: Cells): ImportedRow =>
    bringIn(validate(schema, cells));

const readers: Readonly<Record<ImportKind, (cells: Cells) => ImportedRow>> = {
  partners: reading(PartnerRow, importPartner),
  links: reading(LinkRow, importLink),
  promo_codes: reading(PromoCodeRow, importPromoCode),
  customers: reading(CustomerRow, importCustomer),
  conversions: reading(ConversionRow, importConversion),
  balances: reading(BalanceRow, importBalance),
};

/** Checks a row by itself. @throws DomainError `invalid_request` naming every field that is wrong */
export const readImportedRow = ({ kind, columns }: Import, [, cells]: FileRow): ImportedRow => {
  if (isDefect(cells)) throw defective(cells);
  const fields = Object.keys(columns.used);
  const filled = fields.flatMap((field, at) => (cells[at] ? [[field, cells[at]]] : []));
  return readers[kind](Object.fromEntries(filled));
};

const isDefect = (cells: FileRow[1]): cells is Defect => !Array.isArray(cells);

const defective = ({ field, message }: Defect): DomainError =>
  new DomainError('invalid_request', message, [{ path: field ?? '', message }]);

/** What operations call a field, where a file has another word for it. */
const words: Readonly<Record<string, string>> = { partner_id: 'partner', group_id: 'group' };

/** Why a row was refused, with the columns as the file names them. */
export const rowErrorOf = ({ columns }: Import, { code, detail, errors }: DomainError): RowError => ({
  code,
  errors:
    errors.length === 0
      ? [{ column: null, message: detail }]
      : errors.map(({ path, message }) => {
          const field = words[path] ?? path;
          return { column: field === '' ? null : (columns.used[field] ?? field), message };
        }),
});
