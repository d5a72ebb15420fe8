import type { Child } from '../../src/jsx/markup.ts';
import { amountText } from '../components/amount.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import type { Overview } from './overview.tsx';

type WaitingFacts = Overview['waiting'];

interface Line {
  readonly href: string;
  readonly text: Child;
  readonly short: string;
}

/** What only a person can decide, each with the way there. */
export const Waiting = ({ waiting }: { readonly waiting: WaitingFacts }) => {
  const lines = linesOf(waiting);
  return (
    <section class="card" aria-labelledby="waiting">
      <h2 id="waiting">Waiting for you</h2>
      {lines.length === 0 ? (
        <p>Nothing. What needs a decision will be here.</p>
      ) : (
        <ul>
          {lines.map(({ href, text }) => (
            <li>
              <a href={href}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** `3 partners and 12 commissions wait for a decision.` */
export const waitingSentence = (waiting: WaitingFacts): string => {
  const lines = linesOf(waiting);
  if (lines.length === 0) return 'Nothing waits for you.';
  return `Waiting for you: ${inWords(lines.map(({ short }) => short))}.`;
};

const linesOf = (waiting: WaitingFacts): Line[] => {
  const commissions = waiting.commissions_to_approve;
  const commissionCount = commissions.reduce((sum, { count }) => sum + count, 0);
  const sums = inWords(commissions.map(({ currency, amount }) => amountText(amount, currency)));
  return [
    line(waiting.alerts_open, ['open alert', 'open alerts'], '/admin/alerts', ''),
    line(waiting.partners_pending, ['partner', 'partners'], '/admin/partners?state=pending', ' applied'),
    line(
      waiting.conversions_in_review,
      ['conversion', 'conversions'],
      '/admin/conversions?state=in_review',
      ' in review',
    ),
    line(
      commissionCount,
      ['commission', 'commissions'],
      '/admin/commissions?state=pending&approved=false',
      ` to approve, ${sums}`,
    ),
    line(
      waiting.payout_batches_in_draft,
      ['payout batch', 'payout batches'],
      '/admin/payouts/batches',
      ' in draft',
    ),
  ].flat();
};

const line = (count: number, [one, many]: readonly [string, string], href: string, rest: string): Line[] => {
  if (count === 0) return [];
  const short = counted(count, one, many);
  return [{ href, short, text: `${short}${rest}` }];
};
