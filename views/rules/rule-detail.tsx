import { StateBadge } from '../components/badge.tsx';
import { Consequences } from '../components/consequences.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';
import { capital } from '../conversions/words.ts';
import {
  precedenceNames,
  precedenceOf,
  type Rule,
  ruleWords,
  type ScopeNames,
  scopeWords,
  termsWords,
} from './rule-words.ts';

interface RuleDetailProps {
  readonly rule: Rule;
  /** The newest first. */
  readonly versions: readonly Rule[];
  readonly names: ScopeNames;
  readonly currency: string;
  readonly mayChange: boolean;
}

export const RuleDetailPage = ({ rule, versions, names, currency, mayChange }: RuleDetailProps) => {
  const isInForce = rule.state === 'in_force';
  return (
    <>
      <PageHead
        title={capital(termsWords(rule))}
        above={{ label: 'Rules', href: '/admin/rules' }}
        badge={<StateBadge state={rule.state} tone={isInForce ? 'good' : 'still'} />}
        answer={`Pays ${ruleWords(rule, names, currency)}.`}
      >
        <a class="button" href="/admin/rules/simulator">
          Simulate a sale
        </a>
        {mayChange && isInForce && (
          <a class="button" data-kind="primary" href={`/admin/rules/${rule.id}/change`}>
            Change
          </a>
        )}
      </PageHead>
      <Facts
        facts={[
          ['For', capital(scopeWords(rule, names).replace(/^for /, ''))],
          [
            'Place',
            `${precedenceOf(rule) + 1} of ${precedenceNames.length}: ${precedenceNames[precedenceOf(rule)]?.toLowerCase()}`,
          ],
          ['Priority', rule.priority],
          ['Version', `${rule.version}`],
          ['Retired', rule.archived_at && <Time at={rule.archived_at} />],
          ['Id', <code>{rule.id}</code>],
        ]}
      />
      <h2>Versions</h2>
      <p class="muted">Commissions keep the version that they were earned by.</p>
      <DataTable
        caption="Versions"
        columns={[
          { label: 'Version', isNumber: true, cell: ({ version }: Rule) => version },
          { label: 'Pays', cell: (version: Rule) => ruleWords(version, names, currency) },
          { label: 'From', cell: ({ created_at }: Rule) => <Time at={created_at} /> },
          { label: 'Until', cell: ({ superseded_at }: Rule) => <Time at={superseded_at} empty="today" /> },
        ]}
        rows={versions}
      />
      {mayChange && isInForce && (
        <section>
          <h2>Retire it</h2>
          <Consequences
            title="Sales from now on earn by the rules that remain."
            tone="bad"
            lines={[
              'What it earned so far stays and is paid.',
              'A retired rule stays retired: make another one instead.',
            ]}
          >
            <ActionButton
              action={`/admin/rules/${rule.id}/retirement`}
              label="Retire this rule"
              kind="danger"
              hidden={{ row_version: rule.version }}
            />
          </Consequences>
        </section>
      )}
    </>
  );
};
