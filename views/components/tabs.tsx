export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
  /** How many it holds, where that is known. */
  readonly count?: number | undefined;
}

/** Saved views of a list, or parts of a thing: links, so that each has an address. */
export const Tabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={label}>
    <ul>
      {tabs.map((tab) => (
        <li>
          <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
            {tab.label}
            {tab.count !== undefined && <span class="count"> {tab.count.toLocaleString('en')}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
