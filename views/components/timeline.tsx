import type { Child } from '../../src/jsx/markup.ts';
import type { Tone } from './badge.tsx';
import { Time } from './time.tsx';

export interface TimelineEntry {
  readonly at: string;
  /** One sentence: "Approved", "Delivery to CRM failed". */
  readonly what: Child;
  /** A person, a key, the product itself. */
  readonly who?: Child;
  /** The reason that was given, or what came of it. */
  readonly why?: Child;
  /** Where `what` leads. */
  readonly href?: string | undefined;
  readonly tone?: Tone;
}

interface TimelineProps {
  /** Newest first. */
  readonly entries: readonly TimelineEntry[];
  readonly empty?: string;
}

/** Everything that happened to one thing: each with when, who and why. */
export const Timeline = ({ entries, empty = 'Nothing has happened yet.' }: TimelineProps) => {
  if (entries.length === 0) return <p class="muted">{empty}</p>;
  return (
    <ol class="timeline">
      {entries.map(({ at, what, who, why, href, tone = 'still' }) => (
        <li data-tone={tone}>
          <p class="what">{href === undefined ? what : <a href={href}>{what}</a>}</p>
          <p class="who">
            <Time at={at} />
            {who !== undefined && <> · {who}</>}
          </p>
          {why !== undefined && why !== null && why !== '' && <p class="why">{why}</p>}
        </li>
      ))}
    </ol>
  );
};
