import type { z } from 'zod';
import { clickEvents } from './catalogue/click-events.ts';
import { commissionEvents } from './catalogue/commission-events.ts';
import { conversionEvents } from './catalogue/conversion-events.ts';
import { fraudEvents } from './catalogue/fraud-events.ts';
import { partnerEvents } from './catalogue/partner-events.ts';
import { payoutEvents } from './catalogue/payout-events.ts';
import { referralEvents } from './catalogue/referral-events.ts';
import { webhookEvents } from './catalogue/webhook-events.ts';
import type { EventDefinition, FindDefinition } from './event-definition.ts';

/** Every event type there is. */
export const eventCatalogue = {
  ...clickEvents,
  ...partnerEvents,
  ...referralEvents,
  ...conversionEvents,
  ...commissionEvents,
  ...payoutEvents,
  ...fraudEvents,
  ...webhookEvents,
};

/** A canonical name, `noun.past_tense`. */
export type EventType = keyof typeof eventCatalogue;

/** What an event of this type carries. */
export type EventData<Type extends EventType> = z.output<(typeof eventCatalogue)[Type]['data']>;

export const eventTypes = Object.keys(eventCatalogue) as EventType[];

export const isEventType = (name: string): name is EventType => Object.hasOwn(eventCatalogue, name);

export const eventDefinition = (type: EventType): EventDefinition => eventCatalogue[type];

export const findEventDefinition: FindDefinition = (type) =>
  isEventType(type) ? eventDefinition(type) : undefined;

/** The canonical name behind a name of ours or of another document; undefined when nobody calls an event so. */
export const resolveEventType = (name: string): EventType | undefined =>
  isEventType(name) ? name : byAlias.get(name);

const byAlias: ReadonlyMap<string, EventType> = new Map(
  eventTypes.flatMap((type) =>
    Object.values(eventDefinition(type).aliases).map((alias): [string, EventType] => [alias, type]),
  ),
);
