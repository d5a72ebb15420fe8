import type { Child } from '../../src/jsx/markup.ts';

/** What is known of one thing: a name and its value, line by line. Absent values are left out. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, Child])[] }) => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
      .map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
  </dl>
);
