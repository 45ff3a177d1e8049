import type { JSX } from "preact";

interface Tab {
  href: string;
  name: string;
  count?: number | undefined;
  current: boolean;
}

// Views of one page, as links: they have addresses, and the browser's Back goes from one to the other.
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }): JSX.Element {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.href} class="tab" href={tab.href} aria-current={tab.current ? "page" : undefined}>
          {tab.name}
          {tab.count !== undefined && <span class="tab__count">{tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}
