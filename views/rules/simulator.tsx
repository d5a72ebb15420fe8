import type { z } from 'zod';
import type { SimulationView } from '../../src/conversions/simulation.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';
import { ExplanationStory } from '../conversions/explanation.tsx';
import { capital } from '../conversions/words.ts';
import { percentText } from './rule-words.ts';

type Simulation = z.output<typeof SimulationView>;
type Commission = Simulation['commissions'][number];

interface SimulatorProps {
  readonly fields: readonly Field[];
  readonly finer: readonly Field[];
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
  /** What it came to; undefined before anything was tried. */
  readonly simulation: Simulation | undefined;
  readonly names: ReadonlyMap<string, string>;
}

export const SimulatorPage = ({ fields, finer, values, refusal, simulation, names }: SimulatorProps) => (
  <>
    <PageHead
      title="Simulator"
      above={{ label: 'Rules', href: '/admin/rules' }}
      answer="Tries a whole sale by the very steps that record one: who would earn it and why, how much, and what would be told. Nothing is stored or sent."
    />
    <div class="simulator">
      <ActionForm
        action="/admin/rules/simulator"
        fields={fields}
        folded={[{ label: 'Customer, date, items, tax', fields: finer }]}
        values={values}
        refusal={refusal}
        refusalTitle="It would be refused"
        submit="Try it"
      />
      <div class="outcome" id="outcome">
        {simulation ? <Outcome simulation={simulation} names={names} /> : <NothingTried />}
      </div>
    </div>
  </>
);

const NothingTried = () => (
  <p class="muted">
    What the sale would come to stands here: everybody who could have earned it, which rule pays, and each
    webhook to the letter.
  </p>
);

const Outcome = ({ simulation, names }: { simulation: Simulation; names: ReadonlyMap<string, string> }) => (
  <>
    <p class="summary">
      <strong>{simulation.explanation.summary}</strong>
    </p>
    {simulation.replayed && (
      <p class="banner">It was told before: telling it again would answer the same and change nothing.</p>
    )}
    {simulation.warnings.map((warning) => (
      <p class="banner">{capital(warning)}.</p>
    ))}
    {simulation.commissions.length > 0 && (
      <DataTable
        caption="Commissions"
        columns={commissionColumns(simulation.commissions, names)}
        rows={simulation.commissions}
      />
    )}
    <ExplanationStory explanation={simulation.explanation} hasNoPage />
    <Limits simulation={simulation} />
    <h2>Webhooks</h2>
    {simulation.events.map(({ type, body }) => (
      <details class="folded">
        <summary>{type}</summary>
        <CodeBlock label={`Body of ${type}`} code={body} />
      </details>
    ))}
  </>
);

const commissionColumns = (rows: readonly Commission[], names: ReadonlyMap<string, string>) => [
  {
    label: 'Partner',
    cell: ({ partner_id }: Commission) => (
      <a href={`/admin/partners/${partner_id}`}>{names.get(partner_id) ?? partner_id}</a>
    ),
  },
  {
    label: 'By',
    cell: ({ rule_id, basis_points, model }: Commission) =>
      rule_id && (
        <a href={`/admin/rules/${rule_id}`}>
          {model === 'percent' ? percentText(basis_points ?? 0) : 'a flat amount'}
        </a>
      ),
  },
  ...(rows.some(({ line }) => line !== null)
    ? [{ label: 'Product', cell: ({ line }: Commission) => line ?? '' }]
    : []),
  { label: 'State', cell: ({ state }: Commission) => <StateBadge state={state} /> },
  { label: 'Due', cell: ({ due_at }: Commission) => <Time at={due_at} /> },
  {
    label: 'Earned',
    isNumber: true,
    cell: ({ amount, currency }: Commission) => <Amount minor={amount} currency={currency} />,
  },
];

const Limits = ({ simulation: { caps, tier_changes: tierChanges } }: { simulation: Simulation }) => {
  if (caps.length === 0 && tierChanges.length === 0) return null;
  return (
    <section>
      <h2>Caps and tiers</h2>
      <ul>
        {caps.map(({ kind, period, limit, used, currency }) => (
          <li>
            The cap per {kind} ({period}) would be used to {amountText(used, currency)} of{' '}
            {amountText(limit, currency)}.
          </li>
        ))}
        {tierChanges.map(({ from, to }) => (
          <li>
            The partner would move from {from ?? 'no tier'} to {to ?? 'no tier'}.
          </li>
        ))}
      </ul>
    </section>
  );
};
