import type { z } from 'zod';
import type { ExplanationView } from '../../src/conversions/explanation.view.ts';
import { capital, methodWords } from './words.ts';

type Explanation = z.output<typeof ExplanationView>;
type Step = Explanation['steps'][number];

/** Who could have earned a conversion, who did and why, what came of it: in the words of the API. */
export const ExplanationStory = ({
  explanation,
  hasNoPage = false,
}: {
  readonly explanation: Explanation;
  /** Of a sale that is not stored, or on the page of the commission: there is nothing to go to. */
  readonly hasNoPage?: boolean;
}) => {
  const of = (...kinds: readonly Step['kind'][]) =>
    explanation.steps.filter(({ kind }) => kinds.includes(kind));
  const candidates = of('candidate', 'assignment');
  // What a person decided later stands above what the sale won by.
  const decidedAt = candidates.findLastIndex(({ kind }) => kind === 'assignment');
  const since = of('state', 'refund');
  return (
    <div class="explanation">
      <section>
        <h2>Who could have earned it</h2>
        <p class="muted">{of('sale').map(({ text }) => text)}</p>
        <ol class="candidates">
          {candidates.map((step, at) => (
            <CandidateCard step={step} rank={at + 1} isOverruled={at < decidedAt} />
          ))}
        </ol>
      </section>
      {commissionsIn(explanation.steps).length > 0 && (
        <section>
          <h2>What was earned, and by which rule</h2>
          <EarningStories steps={explanation.steps} hasNoPage={hasNoPage} />
        </section>
      )}
      {since.length > 0 && (
        <section>
          <h2>What happened since</h2>
          <ul class="reasons">{since.map(Reason)}</ul>
        </section>
      )}
    </div>
  );
};

interface CandidateProps {
  readonly step: Step;
  readonly rank: number;
  /** By a person, later. */
  readonly isOverruled: boolean;
}

const CandidateCard = ({ step, rank, isOverruled }: CandidateProps) => (
  <li class="candidate" data-won={step.ok && !isOverruled ? 'yes' : undefined}>
    <p class="verdict">
      <span class="rank" aria-hidden="true">
        {rank}
      </span>
      <strong>{headingOf(step)}</strong>
      <span class="badge" data-tone={step.ok && !isOverruled ? 'good' : undefined}>
        {step.ok ? (isOverruled ? 'won at first' : 'won') : verdictWords(step)}
      </span>
    </p>
    <p>{step.text}</p>
    <Evidence step={step} />
  </li>
);

/** What it is: the way in which a partner was pointed at. */
const headingOf = ({ facts, kind }: Step): string => {
  if (kind === 'assignment') return 'A person’s decision';
  const method = String(facts.method ?? 'none') as keyof typeof methodWords;
  return capital(methodWords[method] || 'No evidence');
};

const verdictWords = ({ facts }: Step): string => String(facts.verdict ?? 'lost').replaceAll('_', ' ');

/** What can be looked up about it. */
const Evidence = ({ step: { facts } }: { readonly step: Step }) => {
  const { partner_id: partner, click_id: click, promo_code: code, touched_at: touched } = facts;
  const parts = [
    partner && <a href={`/admin/partners/${partner}`}>Partner</a>,
    click && <a href={`/admin/clicks/${click}`}>Click</a>,
    code && <>Code {code}</>,
    touched && (
      <>
        Touched <Instant at={String(touched)} />
      </>
    ),
  ].filter((part) => part !== null && part !== undefined && part !== '' && part !== false);
  if (parts.length === 0) return null;
  return (
    <ul class="evidence">
      {parts.map((part) => (
        <li>{part}</li>
      ))}
    </ul>
  );
};

const Instant = ({ at }: { readonly at: string }) => (
  <time datetime={at} title={`${at.slice(0, 10)} ${at.slice(11, 23)} UTC`} data-local>
    {at.slice(0, 10)} {at.slice(11, 16)} UTC
  </time>
);

const ofCommissions: readonly Step['kind'][] = [
  'commission',
  'rule_passed_over',
  'tier',
  'limit',
  'exchange_rate',
  'payment',
  'correction',
];

/** The steps about each commission by itself. */
const commissionsIn = (steps: readonly Step[]): Step[][] => {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    if (!ofCommissions.includes(step.kind)) continue;
    const key = String(step.facts.commission_id ?? '');
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()];
};

/** What each commission comes from, and what became of it. */
export const EarningStories = ({ steps, hasNoPage = false }: EarningProps) =>
  commissionsIn(steps).map((own) => <EarningStory steps={own} hasNoPage={hasNoPage} />);

interface EarningProps {
  readonly steps: readonly Step[];
  readonly hasNoPage?: boolean;
}

const EarningStory = ({ steps, hasNoPage }: EarningProps) => {
  const [first, ...rest] = steps;
  if (!first) return null;
  const { commission_id: id } = first.facts;
  return (
    <div class="earning">
      <p>
        <strong>{first.text}</strong>
      </p>
      {rest.length > 0 && <ul class="reasons">{rest.map(Reason)}</ul>}
      {id && !hasNoPage && (
        <p class="muted">
          <a href={`/admin/commissions/${id}`}>The commission and its terms</a>
        </p>
      )}
    </div>
  );
};

const Reason = (step: Step) => (
  <li data-ok={step.ok ? 'yes' : undefined}>
    {step.text}
    {step.kind === 'rule_passed_over' && step.facts.rule_id && (
      <>
        {' '}
        <a href={`/admin/rules/${step.facts.rule_id}`}>See the rule</a>
      </>
    )}
  </li>
);
