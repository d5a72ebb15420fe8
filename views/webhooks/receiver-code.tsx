import { Snippets } from '../components/snippets.tsx';

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

/** Complete receivers for a format. @param secret where it may be shown */
export const ReceiverCode = ({ format, secret }: { readonly format: Format; readonly secret?: string }) => (
  <section aria-labelledby="code">
    <h2 id="code">Code that receives the format “{format.name}”</h2>
    <p>
      Each is a whole receiver: it checks the signature and its age, answers, and shows where repeated events
      are dropped. It reads the secret from the environment variable <code>WEBHOOK_SECRET</code>.
    </p>
    {secret !== undefined && (
      <Snippets
        id="start"
        label="How it is started, with this endpoint’s secret in its place"
        snippets={format.samples.map((sample) => ({ name: nameOf(sample), code: startLine(sample, secret) }))}
      />
    )}
    <Snippets
      id="receiver"
      label="The receiver"
      snippets={format.samples.map((sample) => ({ name: nameOf(sample), code: sample.code }))}
    />
    <p class="muted">Accepted without a change by: {format.verifiers.join('; ')}.</p>
  </section>
);

const nameOf = ({ language, library }: Sample): string =>
  [languages[language] ?? language, library].filter((part) => part !== null).join(' with ');

/** Each sample says in its head how it is started. */
const startLine = ({ code, file }: Sample, secret: string): string => {
  const said = code.split('\n').find((line) => line.includes('WEBHOOK_SECRET=whsec_...'));
  const command = said?.slice(said.indexOf('WEBHOOK_SECRET='));
  return (command ?? `WEBHOOK_SECRET=whsec_... # for ${file}`).replace('whsec_...', secret);
};
