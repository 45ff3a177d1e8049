import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import type { Emotion } from "../../words";
import { type Answer, type Trouble, ask, server } from "../client";
import { number } from "../format";
import { PageHead } from "../parts/page_head";
import { Failed, Loading } from "../parts/states";
import { emotionNames, emotions, words } from "../words";
import { Explain } from "./explain";
import { insightWords } from "./words";

interface Figures {
  emotion: Emotion;
  garden: number;
  pool: number;
}

async function countOf(place: "garden" | "pool", emotion: Emotion): Promise<Answer<number>> {
  const answer = await ask(server.GET("/api/v1/pictures", { params: { query: { place, emotion, limit: 1 } } }));
  return answer.ok ? { ok: true, value: answer.value.total } : answer;
}

async function load(): Promise<Answer<Figures[]>> {
  const figures: Figures[] = [];
  for (const emotion of emotions) {
    const [garden, pool] = await Promise.all([countOf("garden", emotion), countOf("pool", emotion)]);
    if (!garden.ok) return garden;
    if (!pool.ok) return pool;
    figures.push({ emotion, garden: garden.value, pool: pool.value });
  }
  return { ok: true, value: figures };
}

function csvOf(figures: Figures[]): string {
  const rows = figures.map(({ emotion, garden, pool }) => [emotion, garden, pool].join(","));
  return ["EMOTION,GARDEN,POOL", ...rows, ""].join("\r\n");
}

function download(figures: Figures[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(figures)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "pictures.csv";
  link.click();
  URL.revokeObjectURL(url);
}

function Feelings({ figures }: { figures: Figures[] }): JSX.Element {
  const most = Math.max(1, ...figures.flatMap(({ garden, pool }) => [garden, pool]));
  const sum = (place: "garden" | "pool"): string => number(figures.reduce((total, row) => total + row[place], 0));
  return (
    <div class="scroll-x">
      <table class="figures feelings">
        <thead>
          <tr>
            <th scope="col">{say(words.emotion)}</th>
            <td class="feelings__bars" />
            <th scope="col" class="figures__number">
              {say(words.garden)}
            </th>
            <th scope="col" class="figures__number">
              {say(words.pool)}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ emotion, garden, pool }) => (
            <tr key={emotion}>
              <th scope="row">{say(emotionNames[emotion])}</th>
              <td class="feelings__bars">
                <svg
                  class={`petal--${emotion}`}
                  viewBox="0 0 100 10"
                  preserveAspectRatio="none"
                  role="img"
                  aria-label={say(insightWords.chart)(say(emotionNames[emotion]), number(garden), number(pool))}
                >
                  <rect class="feelings__bar" width={(garden / most) * 100} height="5.5" />
                  <rect class="feelings__bar feelings__bar--pool" y="6.5" width={(pool / most) * 100} height="2.5" />
                </svg>
              </td>
              <td class="figures__number">{number(garden)}</td>
              <td class="figures__number">{number(pool)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say(insightWords.all)}</th>
            <td class="feelings__bars" />
            <td class="figures__number">{sum("garden")}</td>
            <td class="figures__number">{sum("pool")}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export function Insights(): JSX.Element {
  const [figures, setFigures] = useState<Figures[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const show = async (): Promise<void> => {
    const answer = await load();
    setTrouble(answer.ok ? null : answer.trouble);
    if (answer.ok) setFigures(answer.value);
  };
  useEffect(() => void show(), []);
  return (
    <div class="settings">
      <PageHead title={say(words.insights)} hint={say(insightWords.hint)}>
        {figures && (
          <button type="button" class="button" onClick={() => download(figures)}>
            {say(insightWords.csv)}
          </button>
        )}
      </PageHead>
      <section class="section" aria-label={say(insightWords.byFeeling)}>
        <h2>{say(insightWords.byFeeling)}</h2>
        {trouble && <Failed trouble={trouble} again={() => void show()} />}
        {!figures && !trouble && <Loading />}
        {figures && <Feelings figures={figures} />}
      </section>
      <Explain />
    </div>
  );
}
