import type { z } from 'zod';

/** Documents whose event names an endpoint may use in place of ours. */
export type AliasSource = 'affiliatebase' | 'affonso' | 'track360';

/** A major version that came before the present one, for endpoints that stay on it. */
export interface EarlierVersion<Data = unknown> {
  readonly version: number;
  readonly data: z.ZodType;
  /** The present data as this version had it. Pure: bodies are written in the unit that records the event. */
  from(present: Data): Readonly<Record<string, unknown>>;
}

/**
 * One event type: its meaning, what it carries and what it looks like. The catalogue page, the OpenAPI
 * document, `GET /api/v1/event-types` and the tests all read this one definition.
 */
export interface EventDefinition<Data extends z.ZodType = z.ZodType> {
  /** Major version of `data`; a change that could break a receiver makes a new one. */
  readonly version: number;
  /** Majors before it that can still be asked for. */
  readonly earlier?: readonly EarlierVersion<z.output<Data>>[];
  /** One sentence: the commit in which it fires. */
  readonly meaning: string;
  /** What other documents call it. */
  readonly aliases: Readonly<Partial<Record<AliasSource, string>>>;
  /** Not part of `*`: too frequent, or about the webhooks themselves. */
  readonly onRequestOnly?: boolean;
  readonly data: Data;
  /** Realistic, valid against `data`; what "send test" sends. */
  readonly example: z.output<Data>;
}

export const defineEvent = <Data extends z.ZodType>(
  definition: EventDefinition<Data>,
): EventDefinition<Data> => definition;

/** The definition of an event type; undefined for what is none. */
export type FindDefinition = (type: string) => EventDefinition | undefined;

/** Every major version of an event type that an endpoint can ask for, the oldest first. */
export const majorsOf = ({ version, earlier = [] }: EventDefinition): number[] =>
  [...earlier.map((each) => each.version), version].sort((one, other) => one - other);
