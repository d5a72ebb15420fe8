import { dayMs, hourMs, type Instant, minuteMs } from '../../core/clock.ts';

/** Somebody made up who promotes the sample shop. */
export interface SamplePartner {
  readonly name: string;
  readonly code: string;
  readonly state: 'approved' | 'pending';
  /** How many visitors they send, compared with the others. */
  readonly weight: number;
}

export const samplePartners: readonly SamplePartner[] = [
  { name: 'Garden Letters (sample)', code: 'GARDEN', state: 'approved', weight: 6 },
  { name: 'The Tool Shed (sample)', code: 'TOOLSHED', state: 'approved', weight: 4 },
  { name: 'Mara Reviews (sample)', code: 'MARA', state: 'approved', weight: 3 },
  { name: 'Balcony Club (sample)', code: 'BALCONY', state: 'approved', weight: 2 },
  { name: 'Seeds and Coupons (sample)', code: 'SEEDS', state: 'approved', weight: 1 },
  { name: 'New Applicant (sample)', code: 'APPLICANT', state: 'pending', weight: 0 },
];

export const sampleDays = 60;

export interface SampleVisits {
  readonly code: string;
  readonly count: number;
  readonly at: Instant;
}

export type SampleStep =
  | { readonly kind: 'program' }
  | { readonly kind: 'partner'; readonly partner: SamplePartner }
  | { readonly kind: 'visits'; readonly visits: readonly SampleVisits[] }
  | { readonly kind: 'signup'; readonly code: string; readonly customer: string; readonly at: Instant }
  | {
      readonly kind: 'purchase';
      readonly code: string;
      readonly customer: string;
      readonly order: string;
      readonly amountMinor: number;
      readonly at: Instant;
    }
  | { readonly kind: 'refund'; readonly order: string; readonly amountMinor: number; readonly at: Instant }
  | { readonly kind: 'approval' };

/**
 * Everything that happens in the sample shop, in order: the same each time, but for when. So whoever goes on after a
 * restart needs to know no more than how many steps are done.
 *
 * @param endsAt the last day ends here
 */
export const samplePlan = (endsAt: Instant): SampleStep[] => {
  const steps: SampleStep[] = [{ kind: 'program' }];
  for (const partner of samplePartners) steps.push({ kind: 'partner', partner });
  const random = createRandom();
  for (let day = 0; day < sampleDays; day += 1) {
    steps.push(...stepsOfDay(day, endsAt - (sampleDays - day) * dayMs, random));
  }
  steps.push({ kind: 'approval' });
  return steps;
};

type Random = (below: number) => number;

const stepsOfDay = (day: number, startsAt: Instant, random: Random): SampleStep[] => {
  const steps: SampleStep[] = [{ kind: 'visits', visits: visitsOf(day, startsAt, random) }];
  const sales = 1 + random(3);
  for (let sale = 0; sale < sales; sale += 1) {
    const { code } = weighted(random);
    const customer = `sample-customer-${day}-${sale}`;
    const at = startsAt + 9 * hourMs + random(10 * 60) * minuteMs;
    const order = `sample-${day}-${sale}`;
    const amountMinor = 1_900 + 100 * random(120);
    if (random(3) === 0) steps.push({ kind: 'signup', code, customer, at: at - minuteMs });
    steps.push({ kind: 'purchase', code, customer, order, amountMinor, at });
    // Some come back for more, some send a part back.
    if (random(12) === 0) {
      steps.push({ kind: 'refund', order, amountMinor: Math.floor(amountMinor / 2), at: at + hourMs });
    }
  }
  return steps;
};

/** More on some days than on others, and slowly more from week to week. */
const visitsOf = (day: number, startsAt: Instant, random: Random): SampleVisits[] =>
  samplePartners
    .filter(({ weight }) => weight > 0)
    .map(({ code, weight }, index) => ({
      code,
      count: 1 + random(weight + 1) + Math.floor((weight * day) / sampleDays),
      at: startsAt + (8 + 2 * index) * hourMs + random(100) * minuteMs,
    }));

const weighted = (random: Random): SamplePartner => {
  const total = samplePartners.reduce((sum, { weight }) => sum + weight, 0);
  let left = random(total);
  for (const partner of samplePartners) {
    left -= partner.weight;
    if (left < 0) return partner;
  }
  return samplePartners[0] as SamplePartner;
};

/** The same numbers each time: 0 and more, below the given one. */
const createRandom = (): Random => {
  let state = 0x2f6e2b1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};
