/** Arithmetic of its own, written from the rules of money and not from the code that is held against it. */

/** `amount x top / bottom` in whole minor units, half away from zero. */
export const portion = (amount: number, top: number, bottom: number): number => {
  const [product, divisor] = [BigInt(amount) * BigInt(top), BigInt(bottom)];
  const whole = product / divisor;
  const rest = product - whole * divisor;
  const size = rest < 0n ? -rest : rest;
  if (2n * size < divisor) return Number(whole);
  return Number(rest < 0n ? whole - 1n : whole + 1n);
};

/** Parts in proportion to their weights that sum to the amount; the largest remainders get what is left. */
export const split = (amount: number, weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = weights.map((weight) => Math.floor((amount * weight) / total));
  const remainders = weights.map((weight, index) => ({ index, rest: (amount * weight) % total }));
  remainders.sort((left, right) => right.rest - left.rest || left.index - right.index);
  const left = amount - sumOf(parts);
  for (const { index } of remainders.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
};

export const sumOf = (amounts: Iterable<number>): number => {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
};

/** How many US cents a yen is worth in these tests: 0.0067 dollars, as two whole numbers. */
const centsForYen = { top: 67, bottom: 100 };

/** As it is told to the product: dollars for one yen. */
export const dollarsForYen = '0.0067';

export const toCents = (yen: number): number => portion(yen, centsForYen.top, centsForYen.bottom);
export const toYen = (cents: number): number => portion(cents, centsForYen.bottom, centsForYen.top);

/** The most yen that are worth no more than so many cents. */
export const mostYen = (cents: number): number => {
  let yen = toYen(cents) - 2;
  while (toCents(yen + 1) <= cents) yen += 1;
  return yen;
};
