import type { JSX } from "preact";

import { failure, go, reading } from "../journey";
import { say } from "../language";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { PhotoButton } from "../parts/photo_button";
import { Trouble } from "../parts/trouble";
import { words } from "../words";

export function Welcome({ first }: { first: boolean }): JSX.Element {
  return (
    <main class="welcome">
      <Flower className="welcome__flower flower--breathing" />
      <div class="welcome__words">
        <Heading quiet={first}>{say(words.title)}</Heading>
        <p class="lead">{say(words.invitation)}</p>
        <section class="consent">
          <p>
            {say(words.consentGuess)} {say(words.consentPhoto)}
          </p>
          <p class="hint">{say(words.consentKept)}</p>
        </section>
        <div class="choices">
          <button type="button" class="button button--main" onClick={() => go("camera")}>
            {say(words.useCamera)}
          </button>
          <button type="button" class="button button--main" onClick={() => go("byHand")}>
            {say(words.chooseByHand)}
          </button>
          <PhotoButton className="button button--text" label={say(words.usePhoto)} />
        </div>
        {reading.value && <p class="waiting">{say(words.reading)}</p>}
        <Trouble failure={failure.value} />
      </div>
    </main>
  );
}
