import type { Child } from '../../src/jsx/markup.ts';

/** A list with nothing in it says what will be there, and the one next step. */
export const Empty = ({ title, children }: { readonly title: string; readonly children: Child }) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);
