import { scrollable } from './scrollable.ts';

/** Something to copy: a command, a snippet, a secret that is shown once. */
export const CodeBlock = ({ code, label }: { readonly code: string; readonly label: string }) => (
  <figure class="code-block">
    <figcaption class="visually-hidden">{label}</figcaption>
    <pre {...scrollable}>
      <code>{code}</code>
    </pre>
    <button type="button" data-copy={code} data-kind="quiet" hidden>
      Copy
    </button>
  </figure>
);
