import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { FormatBodies, type FormatBody } from './event.tsx';
import { WebhookTabs } from './webhook-tabs.tsx';

export interface EventType {
  readonly name: string;
  readonly version: number;
  readonly meaning: string;
  readonly aliases: Readonly<Record<string, string>>;
  readonly in_wildcard: boolean;
}

const path = '/admin/webhooks/events';

export const EventTypesPage = ({ types }: { readonly types: readonly EventType[] }) => (
  <>
    <PageHead
      title="Event types"
      answer="What endpoints can be told of, when, and what it looks like in every format."
    />
    <WebhookTabs current={path} />
    <DataTable
      caption="Event types"
      columns={[
        { label: 'Event', cell: ({ name }) => name },
        { label: 'When', cell: ({ meaning }) => meaning },
        { label: 'In “everything”', cell: ({ in_wildcard }) => (in_wildcard ? 'yes' : 'ticked by name') },
        { label: 'Version', isNumber: true, cell: ({ version }) => version },
      ]}
      rows={types}
      href={({ name }) => `${path}/${name}`}
    />
  </>
);

interface EventTypePageProps {
  readonly type: EventType;
  readonly bodies: readonly FormatBody[];
}

export const EventTypePage = ({ type, bodies }: EventTypePageProps) => (
  <>
    <PageHead title={type.name} above={{ label: 'Event types', href: path }} answer={type.meaning} />
    <Facts
      facts={[
        ['Version of the data', type.version],
        ['In “everything” (*)', type.in_wildcard ? 'yes' : 'no: it is ticked by its name'],
        ...Object.entries(type.aliases).map(([source, name]) => [`Called by ${source}`, name] as const),
      ]}
    />
    <p>
      <a href={`/admin/events?type=${type.name}`}>Those that happened</a> ·{' '}
      <a href="/api/docs">Every field, in the documentation</a>
    </p>
    <h2>An example in each format</h2>
    <FormatBodies bodies={bodies} />
  </>
);
