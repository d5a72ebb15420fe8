import type { Child } from '../../src/jsx/markup.ts';
import { StateBadge } from '../components/badge.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Tabs } from '../components/tabs.tsx';
import { type Endpoint, hostOf, standingOf } from './standing.ts';

const parts = [
  ['', 'Health'],
  ['deliveries', 'Deliveries'],
  ['settings', 'Settings'],
  ['secret', 'Secret'],
  ['recovery', 'Recovery'],
] as const;

interface EndpointHeadProps {
  readonly endpoint: Endpoint;
  readonly current: (typeof parts)[number][0];
  readonly canWrite: boolean;
  /** What can be done with it. */
  readonly children?: Child;
}

/** What stands above each part of an endpoint. */
export const EndpointHead = ({ endpoint, current, canWrite, children }: EndpointHeadProps) => {
  const { word, tone } = standingOf(endpoint);
  return (
    <>
      <PageHead
        title={endpoint.name}
        above={{ label: 'Webhooks', href: '/admin/webhooks' }}
        badge={<StateBadge state={word} tone={tone} />}
        answer={[hostOf(endpoint.url), endpoint.description].filter(Boolean).join(' · ')}
      >
        {children}
      </PageHead>
      <Tabs
        label={`Parts of ${endpoint.name}`}
        tabs={parts
          .filter(([part]) => canWrite || part !== 'settings')
          .map(([part, label]) => ({
            label,
            href: `/admin/webhooks/${endpoint.id}${part === '' ? '' : `/${part}`}`,
            current: part === current,
          }))}
      />
    </>
  );
};
