import { scrollable } from '../components/scrollable.ts';

/** Code under a caption, which scrolls within its own box. */
export const CodeSample = ({ caption, text, id }: { caption: string; text: string; id?: string }) => (
  <figure class="sample">
    <figcaption>{caption}</figcaption>
    <pre {...scrollable}>
      <code id={id}>{text}</code>
    </pre>
  </figure>
);
