import { assetUrl } from '../../src/http/assets.ts';
import type { FrameFacts } from '../../src/http/pages/page-context.ts';
import { allows } from '../../src/http/scopes.ts';
import { Mark } from '../components/mark.tsx';
import { currentHref, type Section, sections } from './navigation.ts';
import { ProgramSwitcher } from './program-switcher.tsx';
import { Toast } from './toast.tsx';

export interface FrameProps extends FrameFacts {
  /** Alerts that are open; said on every page until they are over. */
  readonly openAlerts: number;
}

/** Requests to this server alone; nothing that would need a style or a script within the page. */
const htmxConfig = JSON.stringify({ mode: 'same-origin', includeIndicatorCSS: false });

/** What stands around every page of the administration. Works as plain links and forms; htmx makes it quick. */
export const AdminFrame = ({ page, viewer, program, programs, url, flash, openAlerts }: FrameProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{page.title} · Tributary</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={htmxConfig} />
      <link rel="icon" type="image/svg+xml" href={assetUrl('favicon.svg')} />
      <link rel="stylesheet" href={assetUrl('app.css')} />
      <link rel="stylesheet" href={assetUrl('parts.css')} />
      <link rel="stylesheet" href={assetUrl('forms.css')} />
      <link rel="stylesheet" href={assetUrl('lists.css')} />
      <link rel="stylesheet" href={assetUrl('charts.css')} />
      <link rel="stylesheet" href={assetUrl('rooms.css')} />
      <link rel="stylesheet" href={assetUrl('admin.css')} />
      <script src={assetUrl('htmx.js')} defer></script>
      <script src={assetUrl('app.js')} defer></script>
      <script src={assetUrl('passkeys.js')} defer></script>
    </head>
    <body class="admin" hx-boost:inherited="true">
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <header class="admin-bar">
        <button type="button" class="menu-opener" popovertarget="navigation" data-kind="quiet">
          Menu
        </button>
        <a class="brand" href="/admin" aria-label="Tributary, overview">
          <Mark />
          <span class="brand-name">Tributary</span>
        </a>
        <search class="search">
          <form action="/admin/search" method="get">
            <label class="visually-hidden" for="search">
              Search partners, orders, customers, codes and ids
            </label>
            <input id="search" type="search" name="q" placeholder="Search" aria-keyshortcuts="/" />
            <span class="key" aria-hidden="true">
              /
            </span>
          </form>
        </search>
        <ProgramSwitcher program={program} programs={programs} path={url.pathname} />
        <a class="account" href="/admin/account">
          <span>{viewer.name}</span>
          <span class="muted">{viewer.role}</span>
        </a>
      </header>
      <nav id="navigation" class="admin-nav" aria-label="Administration" popover="auto">
        <button
          type="button"
          class="menu-closer"
          popovertarget="navigation"
          popovertargetaction="hide"
          data-kind="quiet"
        >
          Close
        </button>
        {sections.map((section) => (
          <NavigationSection section={section} viewer={viewer} current={currentHref(url.pathname)} />
        ))}
        <p class="own">
          <a href="/admin/account">Your account</a>
        </p>
        <form class="sign-out" method="post" action="/logout" hx-boost="false">
          <button type="submit" data-kind="quiet">
            Sign out
          </button>
        </form>
      </nav>
      <main id="main" class="admin-main" tabindex="-1">
        {openAlerts > 0 && (
          <p class="banner" data-tone="bad">
            <a href="/admin/alerts">
              {openAlerts === 1 ? '1 alert is open' : `${openAlerts} alerts are open`}
            </a>
          </p>
        )}
        {program?.mode === 'test' && (
          <p class="banner" data-tone="wait">
            {program.name} is in test mode: none of it is real.
          </p>
        )}
        {flash && <Toast flash={flash} />}
        {page.view}
      </main>
    </body>
  </html>
);

interface NavigationSectionProps extends Pick<FrameFacts, 'viewer'> {
  readonly section: Section;
  readonly current: string | undefined;
}

const NavigationSection = ({ section, viewer, current }: NavigationSectionProps) => {
  const reachable = section.destinations.filter(({ scope }) => allows(viewer.caller.scopes, scope));
  if (reachable.length === 0) return null;
  const id = section.label === '' ? undefined : `section-${section.label.toLowerCase()}`;
  return (
    <>
      {id && (
        <p class="section-name" id={id}>
          {section.label}
        </p>
      )}
      <ul aria-labelledby={id}>
        {reachable.map(({ href, label, key }) => (
          <li>
            <a href={href} data-go={key} aria-current={href === current ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};
