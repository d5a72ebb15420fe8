import type { Child } from '../../src/jsx/markup.ts';
import { CodeBlock } from './code-block.tsx';

interface SecretOnceProps {
  /** What it is: "API key", "Signing secret". */
  readonly label: string;
  readonly secret: string;
  /** Why it cannot be seen again, and what to do when it is lost. */
  readonly children?: Child;
}

/** A secret that is shown this once. */
export const SecretOnce = ({ label, secret, children }: SecretOnceProps) => (
  <section class="once" aria-label={label}>
    <h2>{label}</h2>
    <p>{children ?? 'Shown this once: copy it now. A lost one is replaced by making another.'}</p>
    <CodeBlock label={label} code={secret} />
  </section>
);
