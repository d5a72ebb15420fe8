import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { Tabs } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { precedenceNames, precedenceOf, type Rule, ruleWords, type ScopeNames } from './rule-words.ts';

interface RuleListProps {
  readonly list: { readonly data: readonly Rule[]; readonly next_cursor: string | null };
  readonly names: ScopeNames;
  readonly currency: string;
  readonly query: Query;
  readonly mayChange: boolean;
}

const path = '/admin/rules';

/** The rules of a program in the order in which one is chosen. */
export const RuleListPage = (props: RuleListProps) => {
  const { list, query, mayChange } = props;
  return (
    <>
      <PageHead
        title="Rules"
        answer="One rule pays each line of a sale: the first of these that fits. Among equals the higher priority wins, then the newest version."
      >
        <a class="button" href="/admin/rules/simulator">
          Simulate a sale
        </a>
        {mayChange && (
          <a class="button" data-kind="primary" href="/admin/rules/new">
            New rule
          </a>
        )}
      </PageHead>
      <Tabs
        label="Views of rules"
        tabs={[
          { label: 'In force', href: path, current: query.state !== 'retired' },
          { label: 'Retired', href: `${path}?state=retired`, current: query.state === 'retired' },
        ]}
      />
      {list.data.length === 0 ? (
        <NoRule isRetired={query.state === 'retired'} mayChange={mayChange} />
      ) : (
        <Places {...props} />
      )}
      <nav class="list-foot" aria-label="Pages">
        {query.cursor && <a href={hrefWith(path, query, { cursor: undefined })}>Newest</a>}
        {list.next_cursor && (
          <a href={hrefWith(path, query, { cursor: list.next_cursor })} rel="next">
            Older
          </a>
        )}
      </nav>
    </>
  );
};

const Places = ({ list, names, currency }: RuleListProps) =>
  precedenceNames.map((name, place) => {
    const rules = list.data
      .filter((rule) => precedenceOf(rule) === place)
      .sort((left, right) => right.priority - left.priority);
    if (rules.length === 0) return null;
    return (
      <section>
        <h2>
          {place + 1}. {name}
        </h2>
        <DataTable
          caption={name}
          columns={[
            { label: 'Pays', cell: (rule: Rule) => ruleWords(rule, names, currency) },
            { label: 'Priority', isNumber: true, cell: ({ priority }: Rule) => priority },
            { label: 'Version', isNumber: true, cell: ({ version }: Rule) => version },
            { label: 'Since', cell: ({ created_at }: Rule) => <Time at={created_at} /> },
          ]}
          rows={rules}
          href={({ id }) => `${path}/${id}`}
        />
      </section>
    );
  });

const NoRule = ({ isRetired, mayChange }: { isRetired: boolean; mayChange: boolean }) =>
  isRetired ? (
    <Empty title="No rule was retired">
      <p>A rule that is retired pays nothing any more; what it earned stays.</p>
    </Empty>
  ) : (
    <Empty title="No rule in force">
      <p>Without a rule nobody earns anything. Most programs begin with one share for all partners.</p>
      {mayChange && (
        <p>
          <a class="button" data-kind="primary" href="/admin/rules/new">
            Make the first one
          </a>
        </p>
      )}
    </Empty>
  );
