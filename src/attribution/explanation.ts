/** What a step of an explanation is about, in the order in which they are told. */
export const explanationKinds = [
  'sale',
  'candidate',
  'assignment',
  'state',
  'commission',
  'rule_passed_over',
  'tier',
  'limit',
  'exchange_rate',
  'payment',
  'refund',
  'correction',
] as const;
export type ExplanationKind = (typeof explanationKinds)[number];

/** One sentence about a conversion, and what it says for who reads no sentences. */
export interface ExplanationStep {
  readonly kind: ExplanationKind;
  /** Whether it speaks for the partner: a candidate who won, an amount that was earned. */
  readonly ok: boolean;
  /** Plain words; what people chose stands in quotation marks, and cannot leave them. */
  readonly text: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}
