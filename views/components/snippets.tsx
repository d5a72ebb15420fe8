import { CodeBlock } from './code-block.tsx';

export interface Snippet {
  /** The language or the tool: "curl", "Node", "PHP". */
  readonly name: string;
  readonly code: string;
}

interface SnippetsProps {
  /** Unique on the page. */
  readonly id: string;
  /** What they all do. */
  readonly label: string;
  readonly snippets: readonly Snippet[];
}

/** The same in several languages, one at a time: radio buttons, so that choosing needs no script. */
export const Snippets = ({ id, label, snippets }: SnippetsProps) => (
  <fieldset class="snippets">
    <legend>{label}</legend>
    {snippets.map(({ name, code }, at) => (
      <>
        <input class="visually-hidden" type="radio" name={id} id={`${id}-${at}`} checked={at === 0} />
        <label for={`${id}-${at}`}>{name}</label>
        <CodeBlock label={`${label} (${name})`} code={code} />
      </>
    ))}
  </fieldset>
);
