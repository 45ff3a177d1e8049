// The secret in the visitor's own link. It is taken out of the address at once, so that the address can be passed on; the tab
// remembers it through a reload.

interface Remembered {
  forget?: string;
}

export function takeSecret(): string | undefined {
  const found = /^#forget=([\w-]{22})$/.exec(location.hash)?.[1];
  if (found) history.replaceState({ forget: found } satisfies Remembered, "", location.pathname + location.search);
  return (history.state as Remembered | null)?.forget;
}

export function dropSecret(): void {
  history.replaceState(null, "");
}
