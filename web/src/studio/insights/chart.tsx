import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { say } from "../../language";
import { theme } from "../theme";
import type { Figure } from "./figures";
import type { Plot } from "./plot";
import { insightWords } from "./words";

const night = matchMedia("(prefers-color-scheme: dark)");

// The table beside it says the same to those who do not see it.
export function Chart({ figure }: { figure: Figure }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Plot | null>(null);

  useEffect(() => {
    let current = true;
    void import("./plot").then(({ plot }) => {
      if (current && host.current) drawn.current = plot(figure, host.current);
    });
    return () => {
      current = false;
      drawn.current?.remove();
      drawn.current = null;
    };
  }, [JSON.stringify(figure)]);
  useEffect(() => {
    const recolour = (): void => drawn.current?.recolour();
    recolour();
    night.addEventListener("change", recolour);
    return () => night.removeEventListener("change", recolour);
  }, [theme.value]);

  return (
    <div class="chart">
      {figure.bars.length > 1 && (
        <ul class="chart__legend" aria-hidden="true">
          {figure.bars.map(({ column, token }) => (
            <li key={column}>
              <span class={`swatch swatch--${token}`} />
              {figure.columns[column]?.name}
            </li>
          ))}
        </ul>
      )}
      <div
        ref={host}
        class={`chart__plot ${figure.upright ? "" : "chart__plot--lying"}`}
        role="img"
        aria-label={say(insightWords.chartOf)(figure.title)}
      />
    </div>
  );
}
