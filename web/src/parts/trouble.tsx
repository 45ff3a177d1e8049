import type { JSX } from "preact";

import type { Failure } from "../api";
import { say } from "../language";
import { words } from "../words";

// What went wrong, in a sentence, read out at once.
export function Trouble({ failure }: { failure: Failure | null }): JSX.Element {
  return (
    <div role="alert">
      {failure && (
        <div class="trouble">
          {failure === "noFace" && <strong>{say(words.noFaceHeading)}</strong>}
          <p>{say(words[failure])}</p>
        </div>
      )}
    </div>
  );
}
