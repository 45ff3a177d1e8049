import type { JSX } from "preact";

import { askFor, leavingIn, stillHere } from "../idle";
import { say } from "../language";
import { words } from "../words";

// Asks whoever has not touched the page for long. Any touch is an answer; the button says so.
export function StillHere(): JSX.Element {
  const left = leavingIn.value;
  return (
    <div role="alert">
      {left !== null && (
        <div class="still-here">
          <p>{say(words.stillHere)}</p>
          <progress max={askFor()} value={left} aria-hidden="true" />
          <button type="button" class="button button--main" onClick={stillHere}>
            {say(words.iAmHere)}
          </button>
        </div>
      )}
    </div>
  );
}
