import { CodeBlock } from '../components/code-block.tsx';
import { scrollable } from '../components/scrollable.ts';

/** Headers as they stood in a request. */
export const HeaderLines = ({
  first,
  headers,
}: {
  readonly first: string;
  readonly headers: Readonly<Record<string, string>>;
}) => (
  <pre class="exact" {...scrollable}>
    {[first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n')}
  </pre>
);

interface ExactBodyProps {
  readonly body: string | null;
  /** Why it is gone. */
  readonly purged: string | null;
}

/** A body to read, and to the byte as it was signed. */
export const ExactBody = ({ body, purged }: ExactBodyProps) => {
  if (body === null) {
    return (
      <p class="muted">
        {purged === 'expunged'
          ? 'A person has expunged it.'
          : 'It is kept no longer: its retention has ended.'}
      </p>
    );
  }
  const readable = indented(body);
  return (
    <>
      {readable !== undefined && (
        <pre class="exact" {...scrollable}>
          {readable}
        </pre>
      )}
      <details class="folded" open={readable === undefined}>
        <summary>Byte for byte</summary>
        <CodeBlock label="The exact body" code={body} />
      </details>
    </>
  );
};

/** Undefined for what is no JSON. */
const indented = (body: string): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return undefined;
  }
};
