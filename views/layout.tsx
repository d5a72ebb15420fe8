import { type AssetName, assetUrl } from '../src/http/assets.ts';
import type { Child } from '../src/jsx/markup.ts';
import { Mark } from './components/mark.tsx';

interface LayoutProps {
  /** The one `h1`, and the start of the document's title. */
  heading: string;
  /** Shown before the heading, for a badge or a sign. */
  above?: Child;
  /** Stands before the content: on wide screens beside it, as contents of a long page do. */
  beside?: Child;
  /** Of this kind of page, after the usual ones. */
  styles?: AssetName;
  /** What the page can do better with. */
  scripts?: readonly AssetName[];
  children: Child;
}

/** The frame of a public page: skip link, banner, main, footer. */
export const Layout = ({ heading, above, beside, styles, scripts = [], children }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{heading} · Tributary</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <link rel="icon" type="image/svg+xml" href={assetUrl('favicon.svg')} />
      <link rel="stylesheet" href={assetUrl('app.css')} />
      <link rel="stylesheet" href={assetUrl('parts.css')} />
      <link rel="stylesheet" href={assetUrl('forms.css')} />
      {styles && <link rel="stylesheet" href={assetUrl(styles)} />}
      {scripts.map((script) => (
        <script src={assetUrl(script)} defer></script>
      ))}
    </head>
    <body>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <div class="column">
          <a class="brand" href="/">
            <Mark />
            Tributary
          </a>
        </div>
      </header>
      {beside}
      <main id="main" class="column">
        {above}
        <h1>{heading}</h1>
        {children}
      </main>
      <footer class="site-footer">
        <p class="column">Tributary is a self-hosted affiliate platform.</p>
      </footer>
    </body>
  </html>
);
