import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Health, type Settings, ask, server } from "../client";
import { number, octets } from "../format";
import { Painters } from "../queue/painters";
import { settingsWords } from "./words";

const pollMs = 5_000;

function useHealth(): Health | null {
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
  return health;
}

function stateOf(garden: Health["firstGarden"]): string {
  const state = say(settingsWords.gardenStates[garden.state]);
  return garden.total > 0
    ? `${state} · ${say(settingsWords.painted)(number(garden.painted), number(garden.total))}`
    : state;
}

function Disk({ disk }: { disk: Settings["disk"] }): JSX.Element {
  const sentence = say(settingsWords.diskUse)(octets(disk.stored), octets(disk.free), octets(disk.capacity));
  return (
    <>
      {sentence}
      <meter
        class="disk"
        max={disk.capacity}
        high={disk.capacity * 0.9}
        value={disk.capacity - disk.free}
        aria-label={sentence}
      />
    </>
  );
}

export function HealthSection({ settings }: { settings: Settings }): JSX.Element {
  const health = useHealth();
  const facts: [string, JSX.Element | string][] = [
    [say(settingsWords.state), say(health ? settingsWords.running : settingsWords.notRunning)],
    [say(settingsWords.version), settings.version],
    [say(settingsWords.firstGarden), health ? stateOf(health.firstGarden) : "–"],
    [say(settingsWords.disk), <Disk disk={settings.disk} />],
    [say(settingsWords.data), <code>{settings.data}</code>],
    [say(settingsWords.file), settings.file ? <code>{settings.file}</code> : say(settingsWords.noFile)],
  ];
  return (
    <section class="section" aria-label={say(settingsWords.health)}>
      <h2>{say(settingsWords.health)}</h2>
      <dl class="recipe settings__facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{say(settingsWords.endpoints)}</h3>
      <Painters />
      <p class="hint">{say(settingsWords.endpointsHint)}</p>
    </section>
  );
}
