import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { ask, server } from "../client";
import { number } from "../format";
import { Painters } from "../queue/painters";
import { settingsWords } from "./words";

const pollMs = 5_000;

interface Health {
  version: string;
  firstGarden: { state: "none" | "growing" | "grown"; painted: number; total: number };
}

export function HealthSection(): JSX.Element {
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const answer = await ask(server.GET("/healthz"));
      if (current) setHealth(answer.ok ? answer.value : null);
    };
    void look();
    const timer = setInterval(() => void look(), pollMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, []);
  const garden = health?.firstGarden;
  return (
    <section class="section" aria-label={say(settingsWords.health)}>
      <h2>{say(settingsWords.health)}</h2>
      {health && garden && (
        <dl class="recipe settings__facts">
          <div>
            <dt>{say(settingsWords.version)}</dt>
            <dd>{health.version}</dd>
          </div>
          <div>
            <dt>{say(settingsWords.state)}</dt>
            <dd>{say(settingsWords.running)}</dd>
          </div>
          <div>
            <dt>{say(settingsWords.firstGarden)}</dt>
            <dd>
              {say(settingsWords.gardenStates[garden.state])}
              {garden.total > 0 && ` · ${say(settingsWords.painted)(number(garden.painted), number(garden.total))}`}
            </dd>
          </div>
        </dl>
      )}
      <Painters />
    </section>
  );
}
