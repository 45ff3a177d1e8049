import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Screen, ask, server } from "../client";
import { ago } from "../format";
import { displayWords } from "./words";

const pollMs = 5_000;
// A screen reports every now and then; one that was not heard of for so long is silent.
const aliveMs = 150_000;

export function Screens({ zone }: { zone: string }): JSX.Element {
  const [screens, setScreens] = useState<Screen[] | null>(null);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const answer = await ask(server.GET("/api/v1/displays/{zone}/screens", { params: { path: { zone } } }));
      if (current && answer.ok) setScreens(answer.value.screens);
    };
    setScreens(null);
    void look();
    const timer = setInterval(() => void look(), pollMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [zone]);

  return (
    <section class="section" aria-label={say(displayWords.screens)}>
      <h2>{say(displayWords.screens)}</h2>
      {screens?.length === 0 && <p class="hint">{say(displayWords.noScreens)}</p>}
      {screens && screens.length > 0 && (
        <div class="scroll-x">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{say(displayWords.screen)}</th>
                <th scope="col">{say(displayWords.shows)}</th>
                <th scope="col">{say(displayWords.lastSeen)}</th>
              </tr>
            </thead>
            <tbody>
              {screens.map((screen) => {
                const alive = Date.now() - Date.parse(screen.lastSeen) < aliveMs;
                return (
                  <tr key={screen.screen}>
                    <td>
                      <span class={`dot ${alive ? "dot--well" : "dot--ill"}`} /> {screen.screen}
                    </td>
                    <td>{screen.shows}</td>
                    <td>
                      {ago(screen.lastSeen)} · {say(alive ? displayWords.alive : displayWords.silent)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
