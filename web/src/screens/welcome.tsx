import type { JSX } from "preact";

import { failure, go, reading } from "../journey";
import { kiosk } from "../kiosk";
import { language, otherLanguage, say } from "../language";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { PhotoButton } from "../parts/photo_button";
import { Trouble } from "../parts/trouble";
import { words } from "../words";

// What the operator wrote, in the other language where there is none in this.
function OperatorsWords(): JSX.Element | null {
  const { consent } = kiosk.value;
  const written = consent[language.value] ? language.value : otherLanguage();
  if (!consent[written]) return null;
  return (
    <p class="consent__own" lang={written}>
      {consent[written]}
    </p>
  );
}

// The consent, and beside it, as large and as near, the way without a camera.
export function Welcome(): JSX.Element {
  return (
    <main class="welcome">
      <Flower className="welcome__flower flower--breathing" />
      <div class="welcome__words">
        <Heading>{say(words.consentHeading)}</Heading>
        <section class="consent">
          <p>
            {say(words.consentGuess)} {say(words.consentPhoto)}
          </p>
          <p class="hint">{say(words.consentKept)}</p>
          <OperatorsWords />
        </section>
        <div class="choices choices--equal">
          <button type="button" class="button button--main" onClick={() => go("camera")}>
            {say(words.useCamera)}
          </button>
          <button type="button" class="button button--main" onClick={() => go("byHand")}>
            {say(words.chooseByHand)}
          </button>
        </div>
        <PhotoButton className="button button--text" label={say(words.usePhoto)} />
        {reading.value && <p class="waiting">{say(words.reading)}</p>}
        <Trouble failure={failure.value} />
      </div>
    </main>
  );
}
