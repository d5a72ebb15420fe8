import { z } from 'zod';
import { type EventType, findEventDefinition, resolveEventType } from '../../events/catalogue.ts';
import { type FindDefinition, majorsOf } from '../../events/event-definition.ts';

/** Event type, under our name or an alias, to the major version of its data that the endpoint stays on. */
export const VersionPins = z
  .record(z.string().max(100), z.int())
  .superRefine((pins, context) => {
    for (const { name, message } of misfits(pins)) {
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .meta({
    description:
      'Event type to the major version of its data that the endpoint stays on; the present one if left out.',
  });

type Pins = Readonly<Record<string, number>>;

/** What is wrong with each pin that cannot be kept. */
export const misfits = (
  pins: Pins,
  findDefinition: FindDefinition = findEventDefinition,
): { readonly name: string; readonly message: string }[] => {
  const seen = new Set<EventType>();
  return Object.entries(pins).flatMap(([name, major]) => {
    const type = resolveEventType(name);
    const definition = type && findDefinition(type);
    if (type === undefined || definition === undefined) return { name, message: 'is no event type' };
    if (seen.has(type)) return { name, message: `names ${type} a second time` };
    seen.add(type);
    const majors = majorsOf(definition);
    if (majors.includes(major)) return [];
    return { name, message: `has no version ${major}, but ${majors.join(', ')}` };
  });
};

/** The pins by canonical name. */
export const pinnedMajors = (pins: Pins = {}): ReadonlyMap<string, number> =>
  new Map(Object.entries(pins).map(([name, major]) => [resolveEventType(name) ?? name, major]));
