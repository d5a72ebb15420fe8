import type { Child } from '../../src/jsx/markup.ts';

/** Paragraphs of a description; what stands between backticks is code. */
export const Prose = ({ text }: { text: string }) =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((paragraph) => (
      <p>
        <Inline text={paragraph} />
      </p>
    ));

export const Inline = ({ text }: { text: string }): Child =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
