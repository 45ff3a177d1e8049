// Which pictures are selected, by their URLs, and from where a range begins.

export interface Selection {
  urls: ReadonlySet<string>;
  anchor: number;
}

export const noSelection: Selection = { urls: new Set(), anchor: 0 };

export function toggled(selection: Selection, url: string, index: number): Selection {
  const urls = new Set(selection.urls);
  if (!urls.delete(url)) urls.add(url);
  return { urls, anchor: index };
}

// What is between the anchor and `index`, both included, is selected too.
export function ranged(selection: Selection, urls: string[], index: number): Selection {
  const [from, to] = [Math.min(selection.anchor, index), Math.max(selection.anchor, index)];
  return { urls: new Set([...selection.urls, ...urls.slice(from, to + 1)]), anchor: selection.anchor };
}
