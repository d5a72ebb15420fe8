import { type CapKind, type CapPeriods, capKinds, capSubject } from '../../caps/cap.ts';
import { presentAmountMinor } from '../../commissions/commission.ts';
import type { Currency } from '../../core/currencies.ts';
import type { CustomerId, PartnerId, ProgramId } from '../../core/ids.ts';
import { money } from '../../core/money.ts';
import { convert, type ExchangeRate } from '../../exchange-rates/exchange-rate.ts';
import { type CountedConversion, volumeDay, volumeOf } from '../../groups/volume.ts';
import type { Check, Finding, Inspected } from '../check.ts';

interface CountedPartner {
  readonly seq: number;
  readonly id: PartnerId;
  readonly volumeSeq: number;
  readonly timeZone: string;
}

/** A partner and all they sold are of one moment: what they sold changes with every refund. */
function* examineDays(database: Inspected, found: Finding): Generator<void> {
  let afterSeq = 0;
  for (;;) {
    const partner = nextCounted(database, afterSeq);
    if (!partner) break;
    for (const what of faultsOfDays(database, partner)) found(partner.id, what);
    afterSeq = partner.seq;
    yield;
  }
  const strays = database.all<{ id: string }>(
    `select distinct day.partner_id as id from partner_days as day join partners as partner
      on partner.id = day.partner_id where partner.volume_seq is null and (day.conversions <> 0 or day.volume_minor <> 0)`,
  );
  for (const { id } of strays) found(id, 'what they sold is counted, and nobody asks for it');
}

const nextCounted = ({ all }: Inspected, afterSeq: number): CountedPartner | undefined =>
  all<CountedPartner>(
    `select partner.seq, partner.id, partner.volume_seq as volumeSeq, program.time_zone as timeZone
      from partners as partner join programs as program on program.id = partner.program_id
      where partner.seq > ?1 and partner.volume_seq is not null order by partner.seq limit 1`,
    afterSeq,
  )[0];

interface Sold extends CountedConversion {
  readonly seq: number;
}

const soldPerRead = 2_000;

const faultsOfDays = (database: Inspected, partner: CountedPartner): string[] => {
  const counted = new Sums();
  for (let afterSeq = Math.max(0, partner.volumeSeq - 1); ; ) {
    const sold = database.all<Sold>(
      `select seq, state, currency, amount_minor as amountMinor, refunded_minor as refundedMinor,
          occurred_at as occurredAt, received_at as receivedAt from conversions
        where partner_id = ?1 and partner_id is not null and seq > ?2 order by seq limit ${soldPerRead}`,
      partner.id,
      afterSeq,
    );
    for (const sale of sold) {
      const { conversions, volumeMinor } = volumeOf(sale);
      if (sale.currency === null || (conversions === 0 && volumeMinor === 0)) continue;
      const day = `${volumeDay(sale, partner.timeZone)} ${sale.currency}`;
      counted.add(`${day} conversions`, conversions);
      counted.add(`${day} volume`, volumeMinor);
    }
    afterSeq = sold.at(-1)?.seq ?? afterSeq;
    if (sold.length < soldPerRead) break;
  }
  const stored = database.all<{ day: string; currency: string; conversions: number; volume: number }>(
    'select day, currency, conversions, volume_minor as volume from partner_days where partner_id = ?1',
    partner.id,
  );
  for (const row of stored) {
    counted.add(`${row.day} ${row.currency} conversions`, -row.conversions);
    counted.add(`${row.day} ${row.currency} volume`, -row.volume);
  }
  return counted.unlessZero().map(([what, by]) => `their ${what} is too small by ${by}`);
};

/** Exact, however large they become. */
class Sums {
  readonly #sums = new Map<string, bigint>();

  add(name: string, by: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0n) + BigInt(by));
  }

  unlessZero(): [string, bigint][] {
    return [...this.#sums].filter(([, sum]) => sum !== 0n);
  }
}

export const partnerDays: Check = {
  name: 'partner_days',
  invariant: 'I8',
  sentence: 'What partners sold by the day is what their conversions come to, net of refunds.',
  examine: examineDays,
};

interface Counting {
  readonly seq: number;
  readonly program_id: ProgramId;
  readonly partner_id: PartnerId;
  readonly customer_id: CustomerId | null;
  readonly capPeriods: string;
  readonly state: 'voided';
  readonly currency: Currency;
  readonly amount: number;
  readonly reversed: number;
  readonly programCurrency: Currency;
  readonly rateFrom: Currency | null;
  readonly rateTo: Currency | null;
  readonly rateScaled: number | null;
}

const countingAfter = `select line.seq, line.program_id, line.partner_id, line.customer_id,
    line.cap_uses_json as capPeriods, line.state, line.currency, line.amount_minor as amount,
    line.reversed_minor as reversed, program.currency as programCurrency, rate.from_currency as rateFrom,
    rate.to_currency as rateTo, rate.rate_scaled as rateScaled
  from commissions as line join programs as program on program.id = line.program_id
  left join exchange_rates as rate on rate.id = line.exchange_rate_id
  where line.seq > ?1 and line.cap_uses_json is not null order by line.seq limit 2000`;

/** Uses are added up in so many places by what they are of, however many customers there are. */
const places = 1 << 17;

/**
 * All of one moment, because both sides change all the time, and quick: nothing at all where no program has caps.
 * What differs in a place is looked at once more by itself.
 */
function* examineCaps(database: Inspected, found: Finding): Generator<void> {
  const [any] = database.all(
    `select 1 where exists (select 1 from cap_uses) or exists (
      select 1 from programs where caps_json like '%amount%' or caps_json like '%:{%')`,
  );
  if (!any) return;
  const sums = new BigInt64Array(places);
  const placeOf = (key: string): number => Number(Bun.hash.wyhash(key) % BigInt(places));
  forEachUse(database, (key, by) => {
    const place = placeOf(key);
    sums[place] = (sums[place] ?? 0n) + BigInt(by);
  });
  if (sums.every((sum) => sum === 0n)) return;
  const wrong = new Sums();
  forEachUse(database, (key, by) => {
    if (sums[placeOf(key)] !== 0n) wrong.add(key, by);
  });
  for (const [key, by] of wrong.unlessZero()) {
    const [programId = '', ...cap] = key.split(' ');
    found(programId, `what is used of its cap ${cap.join(' ')} is too small by ${by}`);
  }
  yield;
}

/** What commissions use counts up, what is stored counts down. */
const forEachUse = ({ all }: Inspected, use: (key: string, by: number) => void): void => {
  for (let afterSeq = 0; ; ) {
    const lines = all<Counting>(countingAfter, afterSeq);
    for (const line of lines) for (const key of keysOf(line)) use(key, worthOf(line));
    const last = lines.at(-1);
    if (!last || lines.length < 2_000) break;
    afterSeq = last.seq;
  }
  for (let key = ['', '', '', '']; ; ) {
    const rows = all<{ program_id: string; cap: string; subject: string; period: string; used: number }>(
      `select program_id, cap, subject, period, used_minor as used from cap_uses
        where (program_id, cap, subject, period) > (?1, ?2, ?3, ?4)
        order by program_id, cap, subject, period limit 2000`,
      ...key,
    );
    for (const row of rows) use(`${row.program_id} ${row.cap} ${row.subject} ${row.period}`, -row.used);
    const last = rows.at(-1);
    if (!last) return;
    key = [last.program_id, last.cap, last.subject, last.period];
  }
};

const keysOf = (line: Counting): string[] => {
  const periods = JSON.parse(line.capPeriods) as CapPeriods;
  const subjects = { customerId: line.customer_id, partnerId: line.partner_id };
  return capKinds.flatMap((kind: CapKind) => {
    const [period, subject] = [periods[kind], capSubject(kind, subjects)];
    if (period === undefined || subject === undefined) return [];
    return `${line.program_id} ${kind} ${subject} ${period}`;
  });
};

/** In the currency of the program. */
const worthOf = (line: Counting): number => {
  const amount = money(line.amount, line.currency);
  const present = presentAmountMinor({ original: amount, reversedMinor: line.reversed, state: line.state });
  if (line.currency === line.programCurrency || line.rateFrom === null) return present;
  const rate = { from: line.rateFrom, to: line.rateTo, rateScaled: line.rateScaled } as ExchangeRate;
  return convert(money(present, line.currency), rate).minor;
};

export const capUses: Check = {
  name: 'cap_uses',
  invariant: 'I8',
  sentence: 'What is used of every cap is what the commissions that count in it are worth.',
  examine: examineCaps,
};
