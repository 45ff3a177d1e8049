import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { say } from "../../language";
import type { Table } from "../client";
import { useRows } from "../parts/virtual_rows";
import { emotionNames, isEmotion, words } from "../words";
import { bulkWords } from "./words";

const rowHeight = 64;
const overscan = 8;

// Every row of a table, of which up to 4,096 may be.
export function Rows({ rows }: { rows: NonNullable<Table["rows"]> }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const seen = useRows(list, rows.length, rowHeight, overscan);
  return (
    <div class="rows" role="table" aria-label={say(bulkWords.table)} aria-rowcount={rows.length + 1}>
      <div class="rows__row rows__head" role="row" aria-rowindex={1}>
        <span role="columnheader">{say(words.emotion)}</span>
        <span role="columnheader">{say(words.favorite)}</span>
        <span role="columnheader">{say(bulkWords.prompt)}</span>
      </div>
      <div ref={list} class="rows__body" role="rowgroup" style={{ height: `${seen.height}px` }}>
        {seen.rows.map((at) => {
          const row = rows[at.index];
          if (!row) return null;
          return (
            <div
              key={at.index}
              class="rows__row rows__row--placed"
              role="row"
              aria-rowindex={at.index + 2}
              style={{ height: `${rowHeight}px`, transform: `translateY(${at.start - seen.margin}px)` }}
            >
              <span role="cell">{isEmotion(row.emotion) ? say(emotionNames[row.emotion]) : row.emotion}</span>
              <span role="cell">{row.favorite}</span>
              <span role="cell" class="rows__prompt" title={row.prompt}>
                {row.prompt}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
