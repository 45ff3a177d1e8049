// Bars by uPlot. Loaded only where a chart is shown.

import "uplot/dist/uPlot.min.css";

import uPlot from "uplot";

import type { Figure } from "./figures";

// In pixels of CSS.
const rowHeight = 34;
const uprightHeight = 260;
const axisSize = 34;
const labelGap = 12;
const fontSize = 13;
const widestBar = 28;
const leastTickGap = 64;
// Ticks of counts stand at whole numbers.
const wholeSteps = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

export interface Plot {
  // When colours have changed.
  recolour: () => void;
  remove: () => void;
}

function colour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

function widest(names: string[], font: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 0;
  context.font = font;
  return Math.max(0, ...names.map((name) => context.measureText(name).width));
}

function barsOf(figure: Figure, index: number): uPlot.Series {
  const { token } = figure.bars[index] ?? { token: "leaf" };
  const isLast = index === figure.bars.length - 1;
  const align = figure.beside ? (index === 0 ? -1 : 1) : 0;
  const colours = figure.rows.map((row) => (isLast && row.token) || token);
  return {
    width: 0,
    points: { show: false },
    paths: (plot, series, first, last) =>
      uPlot.paths.bars!({
        align,
        size: [figure.beside ? 0.36 : 0.66, widestBar],
        radius: 0.15,
        disp: { fill: { unit: 3, values: () => colours.map(colour) } },
      })(plot, series, first, last),
  };
}

function optionsOf(figure: Figure, host: HTMLElement): uPlot.Options {
  const names = figure.rows.map((row) => row.name);
  const font = `${fontSize}px ${getComputedStyle(host).fontFamily}`;
  const show = figure.columns[figure.bars[0]?.column ?? 0]?.show ?? String;
  const upright = figure.upright ?? false;
  const isWhole = figure.bars.every(({ column }) => figure.rows.every((row) => Number.isInteger(row.values[column] ?? 0)));
  const axis = { font, stroke: () => colour("ink-soft"), ticks: { show: false } };
  return {
    width: host.clientWidth,
    height: upright ? uprightHeight : figure.rows.length * rowHeight + axisSize,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [-0.5, names.length - 0.5], ori: upright ? 0 : 1, dir: upright ? 1 : -1 },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.05 : 1], ori: upright ? 1 : 0 },
    },
    axes: [
      {
        ...axis,
        side: upright ? 2 : 3,
        grid: { show: false },
        size: upright ? axisSize : widest(names, font) + labelGap,
        splits: () => names.map((_, index) => index),
        values: (_plot, splits) => splits.map((split) => names[split] ?? ""),
        // As many names as there is room for.
        ...(upright && { filter: (_plot: uPlot, splits: number[]) => thinned(splits, host.clientWidth) }),
      },
      {
        ...axis,
        side: upright ? 3 : 2,
        grid: { stroke: () => colour("line"), width: 1 },
        size: upright ? 56 : axisSize,
        values: (_plot, splits) => splits.map(show),
        ...(!upright && { space: leastTickGap }),
        ...(isWhole && { incrs: wholeSteps }),
      },
    ],
    series: [{}, ...figure.bars.map((_, index) => barsOf(figure, index))],
  };
}

const leastNameWidth = 30;

function thinned(splits: number[], width: number): (number | null)[] {
  const step = Math.ceil((splits.length * leastNameWidth) / Math.max(1, width));
  return splits.map((split, index) => (index % step === 0 ? split : null));
}

export function plot(figure: Figure, host: HTMLElement): Plot {
  const data = [
    figure.rows.map((_, index) => index),
    ...figure.bars.map(({ column }) => figure.rows.map((row) => row.values[column] ?? null)),
  ];
  const chart = new uPlot(optionsOf(figure, host), data as uPlot.AlignedData, host);
  const fit = new ResizeObserver(() => chart.setSize({ width: host.clientWidth, height: chart.height }));
  fit.observe(host);
  return {
    recolour: () => chart.redraw(true, true),
    remove: () => {
      fit.disconnect();
      chart.destroy();
    },
  };
}
