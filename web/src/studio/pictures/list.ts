// The pictures of a place as the server pages them: what is asked for is loaded in order, however far one jumps.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { type Answer, type Picture, type Trouble, ask, server } from "../client";

export type PicturePlace = "pool" | "garden" | "trash";
export const filterNames = ["text", "emotion", "favorite", "orientation", "from", "to", "disliked"] as const;
export type Filter = Partial<Record<(typeof filterNames)[number], string>>;

const firstPage = 100;
// The server's own limit of a page.
const nextPages = 500;

export interface Recipe {
  painter?: string;
  prompt?: string;
  negativePrompt?: string;
  seed?: number;
  width?: number;
  height?: number;
}

export function recipeOf(picture: Picture): Recipe {
  return (picture.recipe ?? {}) as Recipe;
}

export interface PictureList {
  // Of the whole place; null before the first answer.
  total: number | null;
  // A beginning of the whole.
  pictures: Picture[];
  trouble: Trouble | null;
  // Loads at least as far as this picture.
  need: (index: number) => void;
  // Takes pictures off the list that are no longer at the place.
  drop: (urls: ReadonlySet<string>) => void;
  mark: (urls: ReadonlySet<string>, disliked: boolean) => void;
  again: () => void;
}

interface Loaded {
  pictures: Picture[];
  total: number | null;
  next: string | null;
}

const nothing: Loaded = { pictures: [], total: null, next: null };

// What is chosen of a filter is text, as in the address.
type Query = Filter & { place: PicturePlace; limit: number; cursor?: string };

function askPage(query: Query) {
  return ask(server.GET("/api/v1/pictures", { params: { query: query as { place: PicturePlace } } }));
}

export function usePictures(place: PicturePlace, filter: Filter): PictureList {
  const [loaded, setLoaded] = useState<Loaded>(nothing);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wanted = useRef(0);
  const run = useRef(0);
  const key = JSON.stringify([place, filter]);

  // One loop at a time follows what is wanted; a newer list ends it.
  const load = async (mine: number, from: Loaded): Promise<void> => {
    let now = from;
    do {
      const limit = now.total === null ? firstPage : nextPages;
      const query = { ...filter, place, limit, ...(now.next && { cursor: now.next }) };
      const answer = await askPage(query);
      if (mine !== run.current) return;
      setTrouble(answer.ok ? null : answer.trouble);
      if (!answer.ok) break;
      const { total, pictures, next } = answer.value;
      // Of those that came before some may have been dropped or marked meanwhile.
      now = { pictures: [...latest.current.pictures, ...pictures], total, next };
      latest.current = now;
      setLoaded(now);
    } while (now.next && now.pictures.length <= wanted.current);
    loading.current = false;
  };
  const loading = useRef(false);
  const latest = useRef<Loaded>(nothing);

  useEffect(() => {
    run.current += 1;
    loading.current = true;
    latest.current = nothing;
    void load(run.current, nothing);
    return () => {
      run.current += 1;
    };
  }, [key, attempt]);

  return useMemo(
    () => ({
      total: loaded.total,
      pictures: loaded.pictures,
      trouble,
      need: (index) => {
        wanted.current = index;
        if (loading.current || !latest.current.next || latest.current.pictures.length > index) return;
        loading.current = true;
        void load(run.current, latest.current);
      },
      drop: (urls) => {
        const pictures = latest.current.pictures.filter((picture) => !urls.has(picture.url));
        const dropped = latest.current.pictures.length - pictures.length;
        latest.current = { ...latest.current, pictures, total: (latest.current.total ?? dropped) - dropped };
        setLoaded(latest.current);
      },
      mark: (urls, disliked) => {
        const pictures = latest.current.pictures.map((picture) =>
          urls.has(picture.url) ? { ...picture, disliked } : picture,
        );
        latest.current = { ...latest.current, pictures };
        setLoaded(latest.current);
      },
      again: () => setAttempt((count) => count + 1),
    }),
    [loaded, trouble, key],
  );
}

// How many of a place's pictures an operator disliked, and how to count anew.
export function useDislikedCount(place: PicturePlace, filter: Filter): [number, () => void] {
  const [count, setCount] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const query: Query = { ...filter, disliked: "true", place, limit: 1 };
  useEffect(() => {
    let isCurrent = true;
    void askPage(query).then((answer) => {
      if (isCurrent) setCount(answer.ok ? answer.value.total : 0);
    });
    return () => {
      isCurrent = false;
    };
  }, [JSON.stringify(query), attempt]);
  return [count, () => setAttempt((before) => before + 1)];
}

// All that an operator disliked at a place.
export async function findDisliked(place: PicturePlace, filter: Filter): Promise<Answer<Picture[]>> {
  const found: Picture[] = [];
  let next: string | null = null;
  do {
    const query: Query = { ...filter, disliked: "true", place, limit: nextPages, ...(next && { cursor: next }) };
    const answer: Awaited<ReturnType<typeof askPage>> = await askPage(query);
    if (!answer.ok) return answer;
    found.push(...answer.value.pictures);
    next = answer.value.next;
  } while (next);
  return { ok: true, value: found };
}
