import type { AssetName } from '../../src/http/assets.ts';
import type { Child } from '../../src/jsx/markup.ts';
import { Layout } from '../layout.tsx';

interface EntryProps {
  readonly heading: string;
  readonly scripts?: readonly AssetName[];
  readonly children: Child;
}

/** A page for people who are on their way in. */
export const Entry = ({ heading, scripts = [], children }: EntryProps) => (
  <Layout heading={heading} styles="forms.css" scripts={['app.js', ...scripts]}>
    <div class="entry">{children}</div>
  </Layout>
);
