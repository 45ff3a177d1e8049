import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

import { say } from "../../language";
import { Icon } from "../parts/icon";
import { Chart } from "./chart";
import { type Figure, download } from "./figures";
import { insightWords } from "./words";

// A table that is longer gets bars of its own, and is then reached by Tab.
const mostRows = 10;

function Table({ figure, title }: { figure: Figure; title: string }): JSX.Element {
  const isLong = figure.rows.length > mostRows;
  return (
    <div
      class={`figure__table ${isLong ? "figure__table--long" : ""}`}
      {...(isLong && { tabIndex: 0, role: "region", "aria-label": say(insightWords.tableOf)(figure.title) })}
    >
      <table class="figures" aria-labelledby={title}>
        <thead>
          <tr>
            <th scope="col">{figure.rowsAre.name}</th>
            {figure.columns.map((column) => (
              <th key={column.csv} scope="col" class="figures__number">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figure.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              {row.values.map((value, index) => (
                <td key={figure.columns[index]?.csv} class="figures__number">
                  {value === null ? "–" : figure.columns[index]?.show(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// The bars, the table beside them, and its CSV file.
export function FigureView({ figure, children }: { figure: Figure; children?: ComponentChildren }): JSX.Element {
  const title = useId();
  return (
    <section class="section figure" aria-labelledby={title}>
      <header class="figure__head">
        <h2 id={title}>{figure.title}</h2>
        <button
          type="button"
          class="button"
          aria-label={say(insightWords.csvOf)(figure.title)}
          onClick={() => download(figure)}
        >
          <Icon name="download" />
          {say(insightWords.csv)}
        </button>
      </header>
      {children}
      <div class="figure__views">
        <Chart figure={figure} />
        <Table figure={figure} title={title} />
      </div>
    </section>
  );
}
