import type { Child } from '../../src/jsx/markup.ts';

interface PageHeadProps {
  readonly title: string;
  /** The list that the thing is in. */
  readonly above?: { readonly label: string; readonly href: string };
  /** The sentence somebody came for. */
  readonly answer?: Child;
  /** Beside the title, such as its state. */
  readonly badge?: Child;
  /** The likeliest actions. */
  readonly children?: Child;
}

/** How each page begins: where it is, what it is, the answer, what can be done. */
export const PageHead = ({ title, above, answer, badge, children }: PageHeadProps) => (
  <header class="page-head">
    {above && (
      <p class="above">
        <a href={above.href}>{above.label}</a>
      </p>
    )}
    <div class="title-line">
      <h1>{title}</h1>
      {badge}
      {children && <div class="actions">{children}</div>}
    </div>
    {answer && <p class="lead">{answer}</p>}
  </header>
);
