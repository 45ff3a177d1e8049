// What stands where there is nothing to show: not yet, not there, or not to be had.

import type { ComponentChildren, JSX } from "preact";

import { say } from "../../language";
import type { Trouble } from "../client";
import { troubleWords } from "../notices";
import { words } from "../words";
import { Icon } from "./icon";

export function Loading(): JSX.Element {
  return (
    <p class="state waiting" role="status">
      {say(words.loading)}
    </p>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="state">
      <Icon name="empty" />
      <p class="state__title">{title}</p>
      {children}
    </div>
  );
}

export function Failed({ trouble, again }: { trouble: Trouble; again: () => void }): JSX.Element {
  return (
    <div class="state" role="alert">
      <p class="trouble">{troubleWords(trouble)}</p>
      <button type="button" class="button" onClick={again}>
        {say(words.tryAgain)}
      </button>
    </div>
  );
}
