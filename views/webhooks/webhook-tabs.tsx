import { type Tab, Tabs } from '../components/tabs.tsx';

const parts = [
  { label: 'Endpoints', href: '/admin/webhooks' },
  { label: 'Deliveries', href: '/admin/deliveries' },
  { label: 'Events', href: '/admin/events' },
  { label: 'Event types', href: '/admin/webhooks/events' },
] as const;

type Part = (typeof parts)[number]['href'];

/** The way around everything about webhooks. */
export const webhookTabs = (current: Part): readonly Tab[] =>
  parts.map((part) => ({ ...part, current: part.href === current }));

export const WebhookTabs = ({ current }: { readonly current: Part }) => (
  <Tabs label="Webhooks" tabs={webhookTabs(current)} />
);
