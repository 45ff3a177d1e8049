import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { chooseByHand } from "../journey";
import { say } from "../language";
import { Heading } from "../parts/heading";
import { emotionNames, emotions, words } from "../words";

// A petal that touches its neighbours and does not cover their names.
const petalPath = "M0 -9C9 -26 24 -54 28 -70C32 -90 13 -98 0 -92C-13 -98 -32 -90 -28 -70C-24 -54 -9 -26 0 -9Z";

// How far an arrow key walks around the flower.
const strides: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function ByHand(): JSX.Element {
  const flower = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const stride = strides[event.key];
    const petals = Array.from(flower.current?.querySelectorAll("button") ?? []);
    const at = petals.findIndex((petal) => petal === document.activeElement);
    if (!stride || at < 0) return;
    event.preventDefault();
    petals[(at + stride + petals.length) % petals.length]?.focus();
  };
  return (
    <main class="by-hand">
      <Heading>{say(words.byHandHeading)}</Heading>
      <p class="hint">{say(words.byHandHint)}</p>
      <div ref={flower} class="picker" role="group" aria-label={say(words.byHandHeading)} onKeyDown={walk}>
        {emotions.map((emotion) => (
          <button
            key={emotion}
            type="button"
            class={`picker__petal petal--${emotion}`}
            onClick={() => chooseByHand(emotion)}
          >
            <svg viewBox="-40 -100 80 100" aria-hidden="true">
              <path class="petal__leaf" d={petalPath} />
            </svg>
            <span class="picker__name">{say(emotionNames[emotion])}</span>
          </button>
        ))}
        <span class="picker__middle" />
      </div>
    </main>
  );
}
