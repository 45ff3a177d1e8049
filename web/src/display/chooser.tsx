import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../language";
import { Flower } from "../parts/flower";
import { LanguageSwitch } from "../parts/language_switch";
import { useDocument } from "../parts/use_document";
import { pathOf, screenPattern, zonePattern } from "./address";
import { displayWords } from "./words";

// Where whoever puts up a screen says which one it is.
export function Chooser(): JSX.Element {
  const [zone, setZone] = useState("zone1");
  const [screen, setScreen] = useState("1h");
  useDocument(say(displayWords.whichTitle));
  const start = (event: Event): void => {
    event.preventDefault();
    location.assign(pathOf({ zone, screen }));
  };
  return (
    <>
      <header class="top">
        <span />
        <LanguageSwitch />
      </header>
      <main class="login">
        <Flower className="login__flower" />
        <h1>{say(displayWords.whichTitle)}</h1>
        <p class="hint">{say(displayWords.whichHint)}</p>
        <form onSubmit={start}>
          <label for="zone">{say(displayWords.zone)}</label>
          <input
            id="zone"
            value={zone}
            required
            pattern={zonePattern}
            title={say(displayWords.zoneRule)}
            list="zones"
            autocapitalize="none"
            autocomplete="off"
            onInput={(event) => setZone(event.currentTarget.value)}
          />
          <datalist id="zones">
            {["zone1", "zone2", "zone3"].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <label for="screen">{say(displayWords.screen)}</label>
          <input
            id="screen"
            value={screen}
            required
            pattern={screenPattern}
            title={say(displayWords.screenRule)}
            autocapitalize="none"
            autocomplete="off"
            onInput={(event) => setScreen(event.currentTarget.value)}
          />
          <button type="submit" class="button button--main">
            {say(displayWords.start)}
          </button>
        </form>
      </main>
    </>
  );
}
