// Where the operator is: the part of the address after `#`, such as #/pool?emotion=happy.

import { signal } from "@preact/signals";

export const pages = [
  "begin",
  "queue",
  "make",
  "pool",
  "garden",
  "trash",
  "bulk",
  "table",
  "displays",
  "insights",
  "settings",
] as const;
export type Page = (typeof pages)[number];

export interface Route {
  page: Page;
  query: URLSearchParams;
}

function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { page: pages.find((page) => page === path) ?? "queue", query: new URLSearchParams(query) };
}

export const route = signal<Route>(parse(location.hash));

// Whether the address names no page, as on a first visit.
export function namesNone(): boolean {
  return location.hash.length <= 1;
}

addEventListener("hashchange", () => {
  route.value = parse(location.hash);
});

// Empty values are left out.
export function hrefOf(page: Page, query: Record<string, string> = {}): string {
  const written = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  return `#/${page}${written ? `?${written}` : ""}`;
}

export function go(page: Page, query: Record<string, string> = {}): void {
  location.hash = hrefOf(page, query);
}

// Another query of the same page, without a step in the browser's history.
export function refine(query: Record<string, string>): void {
  history.replaceState(null, "", hrefOf(route.value.page, query));
  route.value = parse(location.hash);
}
