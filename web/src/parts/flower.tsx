import type { JSX } from "preact";

import { type Emotion, emotions } from "../words";

// One petal, from the flower's middle (0,0) up to its tip.
const petalPath = "M0 -6C-15 -22 -37 -50 -31 -75C-27 -91 -10 -97 0 -90C10 -97 27 -91 31 -75C37 -50 15 -22 0 -6Z";
const veins = "M0 -20V-80M0 -28C-8 -44 -16 -56 -18 -74M0 -28C8 -44 16 -56 18 -74";
const stamens = Array.from({ length: 10 }, (_, index) => index * 36);

// The garden's sign: eight petals, one for each feeling. With an emotion, its petal stands out from the others.
export function Flower({ emotion, className = "" }: { emotion?: Emotion; className?: string }): JSX.Element {
  return (
    <svg class={`flower ${emotion ? "flower--of-one" : ""} ${className}`} viewBox="-104 -104 208 208" aria-hidden="true">
      {emotions.map((name, index) => (
        <g key={name} transform={`rotate(${index * 45})`}>
          <g class={`petal petal--${name} ${name === emotion ? "petal--chosen" : ""}`}>
            <path class="petal__leaf" d={petalPath} />
            <path class="petal__veins" d={veins} />
          </g>
        </g>
      ))}
      <g class="flower__middle">
        <circle r="13" />
        {stamens.map((angle) => (
          <circle key={angle} class="flower__stamen" cx="0" cy="-17" r="2.4" transform={`rotate(${angle})`} />
        ))}
      </g>
    </svg>
  );
}
