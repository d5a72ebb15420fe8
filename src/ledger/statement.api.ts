import type { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { invariant, notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Caller } from '../http/caller.ts';
import { ok, type Route, route } from '../http/route.ts';
import { findPartner } from '../partners/partner.store.ts';
import { findProgram } from '../programs/program.store.ts';
import type { Program } from '../programs/program.ts';
import { type Days, daysOf, periodOf, StatementFileQuery, StatementQuery } from './statement.body.ts';
import { readMovements, type StatementOf, statementUntil } from './statement.store.ts';
import { type StatementLine, StatementSheet } from './statement.ts';
import { StatementView, toAccountsView, toLineView, toMovementsView } from './statement.view.ts';
import { statementFile } from './statement-file.service.ts';

export const statementRoutes = (app: Pick<App, 'read'>): Route[] => [pagesRoute(app), fileRoute(app)];

const pagesRoute = ({ read }: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/statements',
    scope: 'read',
    tag: 'Balances',
    summary: "A partner's statement of a period in one currency",
    description:
      'Opening balance, what moved and why, closing balance. Days are those of the time zone of the program. Every page has the sums of the whole period.',
    query: StatementQuery,
    answers: { 200: { description: 'The statement, with a page of its lines.', schema: StatementView } },
    handle: async ({ caller, query }) => {
      const { program, of, days } = await statementOf(read, caller, query);
      const after = readCursor(query.cursor) ?? 0;
      const sheet = new StatementSheet(of.period);
      const lines: StatementLine[] = [];
      for await (const movements of readMovements(read, of)) {
        for (const movement of movements) {
          const line = sheet.add(movement);
          if (line && line.seq > after && lines.length <= query.limit) lines.push(line);
        }
      }
      return ok({
        program_id: program.id,
        partner_id: of.partnerId,
        currency: of.currency,
        time_zone: program.timeZone,
        ...days,
        starts_at: toIso(of.period.from),
        ends_at: toIso(of.period.until),
        opening: toAccountsView(sheet.opening),
        movements: toMovementsView(sheet),
        closing: toAccountsView(sheet.closing),
        ...toPage(lines, query.limit, toLineView),
      });
    },
  });

const fileRoute = ({ read }: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/statements.csv',
    scope: 'read',
    tag: 'Balances',
    summary: "A partner's statement as CSV",
    query: StatementFileQuery,
    answers: {
      200: {
        description:
          'UTF-8, RFC 4180, with a line of names, however long it is; the first line after them is the opening balance, the last one the closing balance. Amounts are decimal text in whole units of the currency; text that a spreadsheet would take for a formula begins with an apostrophe.',
        contentType: 'text/csv',
      },
    },
    handle: async ({ caller, query }) => {
      const { of, days } = await statementOf(read, caller, query);
      const name = `statement-${of.partnerId}-${of.currency}-${days.from}-${days.to}.csv`;
      return {
        status: 200,
        content: { type: 'text/csv', body: await statementFile(read, of) },
        headers: { 'content-disposition': `attachment; filename="${name}"` },
      };
    },
  });

type Asked = z.output<typeof StatementFileQuery>;

const statementOf = async (
  read: Db,
  caller: Caller,
  asked: Asked,
): Promise<{ program: Program; of: StatementOf; days: Days }> => {
  const partner = await findPartner(read, asked.partner_id);
  if (!partner) throw notFound('partner');
  assertReach(caller, partner.programId, 'partner');
  const program = await findProgram(read, partner.programId);
  invariant(program, `the program of ${partner.id} is there`);
  const days = daysOf(asked);
  const period = periodOf(days, program.timeZone);
  const untilSeq = await statementUntil(read);
  return { program, days, of: { partnerId: partner.id, currency: asked.currency, period, untilSeq } };
};
