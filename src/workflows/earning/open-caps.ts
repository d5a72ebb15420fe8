import { type CapKind, type CapPeriods, capsAt, hasCaps } from '../../caps/cap.ts';
import { addCapUse, type CapCounter, findCapUse } from '../../caps/cap-use.store.ts';
import type { NewConversion } from '../../conversions/conversion.store.ts';
import { type Money, money } from '../../core/money.ts';
import type { Db, Tx } from '../../database/work.ts';
import { convert, type ExchangeRate, mostWithin } from '../../exchange-rates/exchange-rate.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { cutTo, type Earning } from '../../rules/earning.ts';

interface OpenCap extends CapCounter {
  readonly kind: CapKind;
  readonly limitMinor: number;
  usedMinor: number;
  /** By the conversion at hand. */
  addedMinor: number;
}

/** The caps that limit what one conversion earns, line after line. */
export interface OpenCaps {
  readonly periods: CapPeriods;
  /** Cuts an earning to what remains of every cap, and counts it. @param rate to the program's currency, if it is in another */
  take(earning: Earning, rate: ExchangeRate | undefined): Earning;
  /** Stores what was taken. */
  store(tx: Tx): Promise<void>;
}

/** Undefined, and no statement, for a program without caps. */
export const openCaps = async (
  db: Db,
  program: Program,
  partner: Partner,
  { customerId, occurredAt }: Pick<NewConversion, 'customerId' | 'occurredAt'>,
): Promise<OpenCaps | undefined> => {
  if (!hasCaps(program.caps)) return undefined;
  const subjects = { customerId, partnerId: partner.id };
  const caps: OpenCap[] = [];
  for (const { kind, cap, subject, period } of capsAt(program.caps, subjects, occurredAt, program.timeZone)) {
    const counter = { programId: program.id, kind, subject, period };
    const usedMinor = await findCapUse(db, counter);
    caps.push({ ...counter, limitMinor: cap.amountMinor, usedMinor, addedMinor: 0 });
  }
  return {
    periods: Object.fromEntries(caps.map(({ kind, period }) => [kind, period])),
    take: (earning, rate) => takeFrom(caps, program, earning, rate),
    store: async (tx) => {
      for (const cap of caps) await addCapUse(tx, cap, cap.addedMinor);
    },
  };
};

const takeFrom = (
  caps: readonly OpenCap[],
  { currency }: Program,
  earning: Earning,
  rate: ExchangeRate | undefined,
): Earning => {
  let taken = earning;
  for (const { limitMinor, usedMinor } of caps) {
    const remaining = money(Math.max(0, limitMinor - usedMinor), currency);
    const limit: Money = rate ? mostWithin(remaining, rate) : remaining;
    taken = cutTo(taken, limit);
  }
  const worth = rate ? convert(taken.amount, rate) : taken.amount;
  for (const cap of caps) {
    cap.usedMinor += worth.minor;
    cap.addedMinor += worth.minor;
  }
  return taken;
};
