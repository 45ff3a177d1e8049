import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { failure, forgetMe } from "../journey";
import { say } from "../language";
import { words } from "../words";

export function ForgetMe(): JSX.Element {
  const [asking, setAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setAsking(true);
    failure.value = (await forgetMe()) ?? null;
    setAsking(false);
  };
  return (
    <button type="button" class="button button--quiet top__forget" disabled={asking} onClick={() => void ask()}>
      {say(words.forgetMe)}
    </button>
  );
}
