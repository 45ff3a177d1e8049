import type { JSX } from "preact";

import { startOver } from "../journey";
import { say } from "../language";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { words } from "../words";

export function Forgotten(): JSX.Element {
  return (
    <main class="welcome">
      <Flower className="welcome__flower" />
      <div class="welcome__words">
        <Heading>{say(words.forgottenHeading)}</Heading>
        <p>{say(words.forgotten)}</p>
        <div class="choices choices--row">
          <button type="button" class="button button--main" onClick={startOver}>
            {say(words.startOver)}
          </button>
        </div>
      </div>
    </main>
  );
}
