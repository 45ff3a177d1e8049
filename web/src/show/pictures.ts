// The pictures of a programme, kept in this page, so that they are shown while the network is gone.

import type { Item } from "./player";

const patienceMs = 30_000;

export interface Pictures {
  // Decoded and ready to be drawn; nothing: it is not kept and cannot be fetched now.
  ready: (item: Item) => Promise<HTMLImageElement | undefined>;
  // Fetches what is not kept yet, one after the other, and forgets what is not in `items`.
  keep: (items: Item[]) => Promise<void>;
}

async function fetchPicture(url: string): Promise<Blob | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return response.ok ? await response.blob() : undefined;
  } catch {
    return undefined;
  }
}

async function decoded(blob: Blob): Promise<HTMLImageElement | undefined> {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

export function makePictures(): Pictures {
  const kept = new Map<string, Blob>();
  const fetching = new Map<string, Promise<Blob | undefined>>();
  let wanted = new Set<string>();

  const fetched = async (item: Item): Promise<Blob | undefined> => {
    const blob = await fetchPicture(item.url);
    fetching.delete(item.id);
    if (blob && wanted.has(item.id)) kept.set(item.id, blob);
    return blob;
  };

  const blobOf = (item: Item): Promise<Blob | undefined> => {
    const here = kept.get(item.id);
    if (here) return Promise.resolve(here);
    const coming = fetching.get(item.id) ?? fetched(item);
    fetching.set(item.id, coming);
    return coming;
  };

  return {
    ready: async (item) => {
      const blob = await blobOf(item);
      return blob && decoded(blob);
    },
    keep: async (items) => {
      wanted = new Set(items.map(({ id }) => id));
      for (const id of kept.keys()) if (!wanted.has(id)) kept.delete(id);
      for (const item of items) if (wanted.has(item.id)) await blobOf(item);
    },
  };
}
