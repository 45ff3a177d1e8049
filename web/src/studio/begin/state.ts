// What a newcomer has so far, asked for anew while the garden grows.

import { useEffect, useState } from "preact/hooks";

import { type Answer, type Health, type Painter, type Picture, type Settings, ask, server } from "../client";
import { hrefOf, namesNone } from "../route";

const pollMs = 2_000;
const newestShown = 24;

export interface Beginnings {
  health: Health;
  settings: Settings;
  painters: Painter[];
  garden: number;
  pool: number;
  newest: Picture[];
}

function picturesOf(place: "garden" | "pool", limit: number) {
  return ask(server.GET("/api/v1/pictures", { params: { query: { place, limit } } }));
}

async function load(): Promise<Answer<Beginnings>> {
  const [health, settings, painters, garden, pool] = await Promise.all([
    ask(server.GET("/healthz")),
    ask(server.GET("/api/v1/settings")),
    ask(server.GET("/api/v1/painters")),
    picturesOf("garden", newestShown),
    picturesOf("pool", 1),
  ]);
  if (!health.ok) return health;
  if (!settings.ok) return settings;
  if (!painters.ok) return painters;
  if (!garden.ok) return garden;
  if (!pool.ok) return pool;
  return {
    ok: true,
    value: {
      health: health.value,
      settings: settings.value,
      painters: painters.value.painters,
      garden: garden.value.total,
      pool: pool.value.total,
      newest: garden.value.pictures,
    },
  };
}

// Who comes to an empty garden is shown how it begins.
export async function leadNewcomers(): Promise<void> {
  if (!namesNone()) return;
  const answer = await picturesOf("garden", 1);
  if (answer.ok && answer.value.total === 0 && namesNone()) location.replace(hrefOf("begin"));
}

export function useBeginnings(): { answer: Answer<Beginnings> | null; again: () => void } {
  const [answer, setAnswer] = useState<Answer<Beginnings> | null>(null);
  const again = (): void => void load().then(setAnswer);
  useEffect(again, []);
  useEffect(() => {
    if (!answer?.ok || answer.value.health.firstGarden.state !== "growing") return;
    const timer = setTimeout(again, pollMs);
    return () => clearTimeout(timer);
  }, [answer]);
  return { answer, again };
}
