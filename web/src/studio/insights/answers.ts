// The server's insights (docs/recommendations.md) as figures.

import { say } from "../../language";
import { genderNames } from "../../words";
import type { Audience, Clicks, Comparison, Insights } from "../client";
import { number, percent } from "../format";
import { emotionNames, isEmotion, words } from "../words";
import type { Column, Figure, Row } from "./figures";
import { generationNames, insightWords, qualityNames } from "./words";

export const groups = ["all", "newVisitors", "newPictures"] as const;
export type Group = (typeof groups)[number];

const qualities = Object.keys(qualityNames) as (keyof typeof qualityNames)[];

const score = (value: number): string => number(value, 3);
const signed = (value: number): string => `${value > 0 ? "+" : ""}${percent(value)}`;

export function comparisonFigure(comparison: Comparison, group: Group): Figure {
  const { recommender, popularity } = comparison;
  return {
    title: say(insightWords.beats),
    file: `recommender-${group}`,
    rowsAre: { name: say(insightWords.measure), csv: "MEASURE" },
    columns: [
      { name: say(insightWords.recommender), csv: "RECOMMENDER", show: score },
      { name: say(insightWords.popularity), csv: "POPULARITY", show: score },
      { name: say(insightWords.difference), csv: "DIFFERENCE", show: signed },
    ],
    rows: qualities.map((quality) => {
      const ours = recommender?.[quality] ?? null;
      const theirs = popularity?.[quality] ?? null;
      const difference = ours !== null && theirs ? ours / theirs - 1 : null;
      return { name: qualityNames[quality], key: quality, values: [ours, theirs, difference] };
    }),
    bars: [
      { column: 0, token: "leaf" },
      { column: 1, token: "bar" },
    ],
    beside: true,
  };
}

export function coverageFigure({ coverage }: Insights): Figure {
  const rows: [string, string, number | null][] = [
    ["shown", say(insightWords.coverageShown), coverage.shown],
    ["recommender", say(insightWords.recommender), coverage.recommender],
    ["popularity", say(insightWords.popularity), coverage.popularity],
  ];
  return {
    title: say(insightWords.coverage),
    file: "coverage",
    rowsAre: { name: say(insightWords.coverageBy), csv: "BY" },
    columns: [{ name: say(insightWords.share), csv: "SHARE", show: percent }],
    rows: rows.map(([key, name, value]) => ({ key, name, values: [value] })),
    bars: [{ column: 0, token: "leaf" }],
  };
}

function clickColumns(): Column[] {
  return [
    { name: say(insightWords.shown), csv: "SHOWN", show: (value) => number(value) },
    { name: say(insightWords.liked), csv: "LIKED", show: (value) => number(value) },
    { name: say(insightWords.clickRate), csv: "CLICK_RATE", show: percent },
  ];
}

interface ClickView {
  title: string;
  file: string;
  rowsAre: Figure["rowsAre"];
  nameOf: (key: string) => string;
  tokenOf?: (key: string) => string;
  upright?: boolean;
}

function clickRows(counts: Record<string, Clicks>, view: ClickView): Row[] {
  // JSON's objects put keys that are whole numbers first; "00" to "09" are none.
  const sorted = view.upright ? Object.entries(counts).sort(([a], [b]) => Number(a) - Number(b)) : Object.entries(counts);
  return sorted.map(([key, { shown, liked, clickRate }]) => ({
    key,
    name: view.nameOf(key),
    values: [shown, liked, clickRate],
    ...(view.tokenOf && { token: view.tokenOf(key) }),
  }));
}

function clickFigure(counts: Record<string, Clicks>, view: ClickView): Figure {
  return {
    title: view.title,
    file: view.file,
    rowsAre: view.rowsAre,
    columns: clickColumns(),
    rows: clickRows(counts, view),
    bars: [
      { column: 0, token: "bar" },
      { column: 1, token: "leaf" },
    ],
    ...(view.upright && { upright: true }),
  };
}

// The same with how many visitors that were.
function audienceFigure(counts: Record<string, Audience>, view: ClickView): Figure {
  const figure = clickFigure(counts, view);
  return {
    ...figure,
    columns: [
      ...figure.columns,
      { name: say(insightWords.visitors), csv: "VISITORS", show: (value) => number(value) },
    ],
    rows: figure.rows.map((row) => ({ ...row, values: [...row.values, counts[row.key]?.visitors ?? null] })),
  };
}

// By place on the screen it is the rate that tells: each place is shown about as often.
function positionFigure(insights: Insights): Figure {
  return {
    ...clickFigure(insights.byPosition, {
      title: say(insightWords.byPosition),
      file: "clicks-by-position",
      rowsAre: { name: say(insightWords.position), csv: "POSITION" },
      nameOf: (key) => key,
      upright: true,
    }),
    bars: [{ column: 2, token: "leaf" }],
  };
}

export function clickFigures(insights: Insights): Figure[] {
  return [
    audienceFigure(insights.byEmotion, {
      title: say(insightWords.byFeeling),
      file: "clicks-by-feeling",
      rowsAre: { name: say(words.emotion), csv: "EMOTION" },
      nameOf: (key) => (isEmotion(key) ? say(emotionNames[key]) : key),
      tokenOf: (key) => key,
    }),
    audienceFigure(insights.byGeneration, {
      title: say(insightWords.byGeneration),
      file: "clicks-by-generation",
      rowsAre: { name: say(insightWords.generation), csv: "GENERATION" },
      nameOf: (key) => say(generationNames[key as keyof typeof generationNames] ?? insightWords.unknown),
    }),
    audienceFigure(insights.byGender, {
      title: say(insightWords.byGender),
      file: "clicks-by-gender",
      rowsAre: { name: say(insightWords.gender), csv: "GENDER" },
      nameOf: (key) => say(genderNames[key as keyof typeof genderNames] ?? insightWords.unknown),
    }),
    audienceFigure(insights.byHour, {
      title: say(insightWords.byHour),
      file: "clicks-by-hour",
      rowsAre: { name: say(insightWords.hour), csv: "HOUR" },
      nameOf: (key) => key,
      upright: true,
    }),
    positionFigure(insights),
  ];
}
