import type { JSX } from "preact";
import { encode } from "uqr";

import { type Picture, shareAddress } from "../api";
import { visitorSecret } from "../journey";
import { unattended } from "../kiosk";
import { say } from "../language";
import { words } from "../words";

// The dark squares of a QR code as one path, a unit each.
function squares(data: boolean[][]): string {
  return data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
}

// A code that a phone reads and is then on the picture's page; on a phone itself, the way there.
export function TakeHome({ picture, number }: { picture: Picture; number: number }): JSX.Element {
  const address = shareAddress(picture, visitorSecret());
  const code = encode(address, { ecc: "M", border: 2 });
  return (
    <div class="take-home">
      <svg
        class="take-home__code"
        viewBox={`0 0 ${code.size} ${code.size}`}
        role="img"
        aria-label={say(words.takeHomeCode)(number)}
        data-address={address}
      >
        <path d={squares(code.data)} shape-rendering="crispEdges" />
      </svg>
      <span class="take-home__words">{say(words.takeHome)}</span>
      {!unattended && (
        <a class="button take-home__link" href={address} aria-label={say(words.takeHomeLink)(number)}>
          {say(words.takeHome)}
        </a>
      )}
    </div>
  );
}
