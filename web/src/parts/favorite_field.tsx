import type { JSX } from "preact";

import { favoriteName } from "../favorites";
import { favorite, knownFavorites } from "../journey";
import { say } from "../language";
import { words } from "../words";

// Where a favorite is written: free text.
export function FavoriteField({ hint, placeholder }: { hint?: string; placeholder?: string }): JSX.Element {
  return (
    <>
      <label for="favorite">{say(words.favorite)}</label>
      <input
        id="favorite"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        maxLength={80}
        placeholder={placeholder}
        aria-describedby={hint}
        value={favorite.value}
        onInput={(event) => (favorite.value = event.currentTarget.value)}
      />
    </>
  );
}

// What really grows here, for those who touch and do not write. A second touch takes it back.
export function FavoriteChoices(): JSX.Element | null {
  const known = knownFavorites();
  if (known.length === 0) return null;
  return (
    <div class="chips" role="group" aria-label={say(words.favoriteChoices)}>
      {known.map((each) => {
        const name = say(favoriteName(each));
        const chosen = favorite.value === name;
        return (
          <button
            key={each}
            type="button"
            class="button chip"
            aria-pressed={chosen}
            onClick={() => (favorite.value = chosen ? "" : name)}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}
