import type { Event } from './api.ts';

export interface EventGroup {
  /** The first part of the types: `commission`. */
  readonly noun: string;
  /** `Commission events` */
  readonly title: string;
  readonly events: readonly Event[];
}

/** Events by what they are about, in the order of the catalogue. */
export const eventGroupsOf = (events: readonly Event[]): EventGroup[] =>
  Object.entries(Object.groupBy(events, ({ type }) => nounOf(type))).map(([noun, group = []]) => ({
    noun,
    title: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} events`,
    events: group,
  }));

const nounOf = (type: string): string => type.split('.')[0] ?? type;

/** The first event with the same fields: they are shown there, once. */
export const fieldsShownBy = (event: Event, events: readonly Event[]): Event => {
  const fields = JSON.stringify(event.data);
  return events.find(({ data }) => JSON.stringify(data) === fields) ?? event;
};
