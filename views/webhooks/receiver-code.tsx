import { CodeBlock } from '../components/code-block.tsx';

export interface Format {
  readonly name: string;
  readonly satisfies: string;
  readonly verifiers: readonly string[];
  readonly headers: readonly { readonly name: string; readonly meaning: string }[];
  readonly event_names: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly language: string;
  readonly library: string | null;
  readonly file: string;
  readonly code: string;
}

const languages: Readonly<Record<string, string>> = {
  node: 'Node.js',
  python: 'Python',
  php: 'PHP',
  go: 'Go',
};

/** Complete receivers for a format, one language open at a time. @param secret where it may be shown */
export const ReceiverCode = ({ format, secret }: { readonly format: Format; readonly secret?: string }) => (
  <section aria-labelledby="code">
    <h2 id="code">Code that receives the format “{format.name}”</h2>
    <p>
      Each is a whole receiver: it checks the signature and its age, answers, and shows where repeated events
      are dropped. It reads the secret from the environment variable <code>WEBHOOK_SECRET</code>.
    </p>
    {format.samples.map((sample, at) => (
      <details class="folded" name="receiver" open={at === 0}>
        <summary>
          {languages[sample.language] ?? sample.language}
          {sample.library && ` with ${sample.library}`}
        </summary>
        <CodeBlock label={`${sample.file} in ${sample.language}`} code={sample.code} />
        {secret !== undefined && (
          <>
            <p>Started with this endpoint’s secret in its place:</p>
            <CodeBlock label={`How to start ${sample.file}`} code={startLine(sample, secret)} />
          </>
        )}
      </details>
    ))}
    <p class="muted">Accepted without a change by: {format.verifiers.join('; ')}.</p>
  </section>
);

/** Each sample says in its head how it is started. */
const startLine = ({ code, file }: Sample, secret: string): string => {
  const said = code.split('\n').find((line) => line.includes('WEBHOOK_SECRET=whsec_...'));
  const command = said?.slice(said.indexOf('WEBHOOK_SECRET='));
  return (command ?? `WEBHOOK_SECRET=whsec_... # for ${file}`).replace('whsec_...', secret);
};
