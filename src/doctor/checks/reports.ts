import type { Check, Finding, Inspected } from '../check.ts';

interface Compared {
  readonly id: string;
  readonly counted: string;
  readonly rows: string;
}

const generation = `coalesce((select value from report_marks where name = 'generation'), 0)`;
const mark = (source: string): string =>
  `coalesce((select value from report_marks where name = '${source}'), 0)`;

interface Source {
  readonly table: 'clicks' | 'conversions' | 'commissions';
  /** The figures that it is counted into, each by what its rows come to today. */
  readonly figures: Readonly<Record<string, string>>;
  readonly where: string;
}

const qualified = `state = 'qualified' and partner_id is not null`;

const sources: readonly Source[] = [
  {
    table: 'clicks',
    figures: {
      clicks: 'is_bot = 0 and is_duplicate = 0',
      repeats: 'is_bot = 0 and is_duplicate = 1',
      bots: 'is_bot',
    },
    where: 'true',
  },
  {
    table: 'conversions',
    figures: {
      signups: `type = 'signup' and currency is null`,
      purchases: 'currency is not null and (refunded_minor = 0 or refunded_minor < amount_minor)',
      revenue_minor: 'iif(currency is null, 0, amount_minor - refunded_minor)',
      refunds: 'currency is not null and refunded_minor > 0',
      refunded_minor: 'iif(currency is null, 0, refunded_minor)',
    },
    where: qualified,
  },
  {
    table: 'commissions',
    figures: { commission_minor: `iif(state = 'voided', 0, amount_minor - reversed_minor)` },
    where: 'true',
  },
];

/**
 * By partner: what is stored of their days and what is noted of changes since, against their rows up to the mark. All
 * of a table is of one moment, because counting goes on.
 */
const comparisonOf = ({ table, figures, where }: Source): string => {
  const names = Object.keys(figures);
  const text = names.map((name) => `'${name} ' || sum(${name})`).join(` || ', ' || `);
  const isCorrected = table !== 'clicks';
  const corrected = `union all select partner_id, ${names} from report_corrections
    where source = '${table}' and row_seq between 1 and ${mark(table)}`;
  return `with counted as (
      select partner_id, ${names} from report_partner_days where generation = ${generation}
      ${isCorrected ? corrected : ''}),
    present as (select partner_id, ${Object.entries(figures).map(([name, value]) => `${value} as ${name}`)}
      from ${table} where seq <= ${mark(table)} and ${where}),
    both_sides as (
      select partner_id, ${text} as counted, null as present from counted group by partner_id
      union all select partner_id, null, ${text} from present group by partner_id)
    select partner_id as id, coalesce(max(counted), 'nothing') as counted, coalesce(max(present), 'nothing') as rows
      from both_sides group by partner_id having coalesce(max(counted), 'nothing') <> coalesce(max(present), 'nothing')
        and (max(counted) is not null and max(counted) glob '*[1-9]*' or max(present) glob '*[1-9]*')`;
};

const byProgram = `with figures as (
    select program_id, day, currency, clicks + repeats + bots + signups + purchases + refunds as count,
      revenue_minor + refunded_minor + commission_minor as minor
      from report_days where generation = ${generation}
    union all select program_id, day, currency, -(clicks + repeats + bots + signups + purchases + refunds),
      -(revenue_minor + refunded_minor + commission_minor)
      from report_partner_days where generation = ${generation})
  select program_id as id, day from figures group by program_id, day, currency
    having sum(count) <> 0 or sum(minor) <> 0`;

function* examineReports({ all }: Inspected, found: Finding): Generator<void> {
  for (const source of sources) {
    // Retention takes clicks and leaves what is counted of them.
    if (source.table === 'clicks' && isAnyClickGone(all)) continue;
    for (const { id, counted, rows } of all<Compared>(comparisonOf(source))) {
      found(id, `reports count ${counted}; the ${source.table} come to ${rows}`);
    }
    yield;
  }
  for (const { id, day } of all<{ id: string; day: string }>(byProgram)) {
    found(id, `the figures of ${day} are not those of its partners together`);
  }
  yield;
}

const isAnyClickGone = (all: Inspected['all']): boolean => {
  const [first] = all<{ seq: number | null }>('select min(seq) as seq from clicks');
  return (first?.seq ?? 1) > 1;
};

export const reportDays: Check = {
  name: 'report_days',
  invariant: 'I8',
  sentence: 'What reports count of each partner is what their clicks, conversions and commissions come to.',
  examine: examineReports,
};
