import type { z } from 'zod';
import type { EventView } from '../../src/webhooks/events/event.view.ts';
import { amountText } from '../components/amount.tsx';
import type { Tone } from '../components/badge.tsx';
import { pageOfId } from '../components/page-of-id.ts';
import type { TimelineEntry } from '../components/timeline.tsx';
import { inSentenceCase } from './partner.ts';

export type EventFacts = z.output<typeof EventView>;

/**
 * What happened to a partner, as sentences.
 *
 * @param names who did it, by request, where that may be told
 */
export const timelineOf = (
  events: readonly EventFacts[],
  names: ReadonlyMap<string, string>,
): TimelineEntry[] =>
  events.map((event) => ({
    at: event.timestamp,
    what: sentenceOf(event),
    who: names.get(event.request_id),
    why: whyOf(event),
    href: pageOfId(event.entity_id),
    tone: toneOf(event.type),
  }));

const sentenceOf = ({ type, data }: EventFacts): string => {
  if (type === 'commission.tier_changed') return `Tier: ${valueText(data?.from)} → ${valueText(data?.to)}`;
  const [noun = '', past = ''] = type.split('.');
  const subject = noun === 'partner' ? '' : `${inSentenceCase(noun)} `;
  const verb = past.replaceAll('_', ' ');
  const sum = amountOf(data);
  const text = `${subject}${verb}${sum === undefined ? '' : `: ${sum}`}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
};

type Data = EventFacts['data'];

const amountOf = (data: Data): string | undefined => {
  const minor = data?.adjustment_amount ?? data?.amount;
  return typeof minor === 'number' && typeof data?.currency === 'string'
    ? amountText(minor, data.currency)
    : undefined;
};

const whyOf = ({ data }: EventFacts): string | undefined => {
  const parts = [
    changesOf(data),
    typeof data?.reason === 'string' && inSentenceCase(data.reason),
    orderOf(data),
  ];
  return parts.filter((part) => part !== undefined && part !== false).join(' · ') || undefined;
};

const orderOf = (data: Data): string | undefined =>
  typeof data?.order_id === 'string' ? `Order ${data.order_id}` : undefined;

/** `State: pending → approved`, one for each fact that changed. */
const changesOf = (data: Data): string | undefined => {
  const changes = data?.changes;
  if (typeof changes !== 'object' || changes === null) return undefined;
  return Object.entries(changes as Record<string, { from: unknown; to: unknown }>)
    .map(([name, { from, to }]) => `${inSentenceCase(name)}: ${valueText(from)} → ${valueText(to)}`)
    .join(' · ');
};

const valueText = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'none';
  return Array.isArray(value) ? value.join(', ') || 'none' : String(value);
};

const toneOf = (type: string): Tone => {
  if (/\.(approved|qualified|paid|completed|converted|due)$/.test(type)) return 'good';
  if (/\.(rejected|suspended|terminated|voided|failed|reversed|deleted)$/.test(type)) return 'bad';
  return /\.(held|scheduled|processing)$/.test(type) ? 'wait' : 'still';
};
