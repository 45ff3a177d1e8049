import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import type { Emotion } from "../../words";
import { type Answer, ask, server } from "../client";
import { number } from "../format";
import { Failed, Loading } from "../parts/states";
import { emotionNames, emotions, words } from "../words";
import { FigureView } from "./figure";
import type { Figure } from "./figures";
import { insightWords } from "./words";

interface Stock {
  emotion: Emotion;
  garden: number;
  pool: number;
}

async function countOf(place: "garden" | "pool", emotion: Emotion): Promise<Answer<number>> {
  const answer = await ask(server.GET("/api/v1/pictures", { params: { query: { place, emotion, limit: 1 } } }));
  return answer.ok ? { ok: true, value: answer.value.total } : answer;
}

async function load(): Promise<Answer<Stock[]>> {
  const stock: Stock[] = [];
  for (const emotion of emotions) {
    const [garden, pool] = await Promise.all([countOf("garden", emotion), countOf("pool", emotion)]);
    if (!garden.ok) return garden;
    if (!pool.ok) return pool;
    stock.push({ emotion, garden: garden.value, pool: pool.value });
  }
  return { ok: true, value: stock };
}

function figureOf(stock: Stock[]): Figure {
  return {
    title: say(insightWords.pictures),
    file: "pictures",
    rowsAre: { name: say(words.emotion), csv: "EMOTION" },
    columns: [
      { name: say(words.garden), csv: "GARDEN", show: (value) => number(value) },
      { name: say(words.pool), csv: "POOL", show: (value) => number(value) },
    ],
    rows: stock.map(({ emotion, garden, pool }) => ({
      key: emotion,
      name: say(emotionNames[emotion]),
      values: [garden, pool],
    })),
    bars: [
      { column: 0, token: "leaf" },
      { column: 1, token: "bar" },
    ],
    beside: true,
  };
}

// Which pictures there are.
export function StockFigure(): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Stock[]> | null>(null);
  const show = (): void => void load().then(setAnswer);
  useEffect(show, []);
  if (!answer) return <Loading />;
  return answer.ok ? <FigureView figure={figureOf(answer.value)} /> : <Failed trouble={answer.trouble} again={show} />;
}
