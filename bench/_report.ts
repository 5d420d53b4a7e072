/**
 * From samples to the lines that are printed.
 *
 * @module
 */

import {
  type Case,
  type Group,
  quantile,
  type Samples,
  type Unit,
} from "./_harness.ts";

/** One side's figures. */
export interface Figures {
  /** What is compared: the smallest sample, of delays the median. */
  figure: number;
  /** The median sample. */
  p50: number;
  /** How far the middle half of the samples lies apart, in parts of the median. */
  spread: number;
}

/** A case against one reference. */
export interface Comparison {
  /** The name of the group. */
  group: string;
  /** The name of the case, with `:cpython` where that is the reference. */
  name: string;
  /** The unit of the figures. */
  unit: Unit;
  /** The library's side. */
  ours: Figures;
  /** The side beside it. */
  reference: Figures;
  /** Times what the reference takes, or times faster than CPython. */
  ratio: number;
  /** The bar in words, `-` if there is none. */
  bar: string;
  /** Whether the bar is reached. */
  ok: boolean;
}

/** The heads of the columns of `--check`. */
export const CHECK_HEAD: string[] = [
  "group",
  "case",
  "ours",
  "reference",
  "ratio",
  "bar",
  "",
];

/** The heads of the columns of the long run. */
export const FULL_HEAD: string[] = [
  "group",
  "case",
  "ours",
  "p50",
  "spread",
  "reference",
  "p50",
  "spread",
  "ratio",
  "bar",
  "",
];

const CHECK_WIDTHS = [9, 29, 10, 10, 8, 10, 4];

/**
 * Compares the sides of a case.
 *
 * @param group The group of the case.
 * @param case_ The case.
 * @param samples What its sides took.
 * @returns One comparison with the reference, and one with CPython if it took part.
 */
export function compare(
  group: Group,
  case_: Case,
  samples: Samples,
): Comparison[] {
  const { name, unit, bars } = case_;
  const ours = figures(samples.ours, unit);
  const reference = figures(samples.reference, unit);
  const ratio = ours.figure / reference.figure;
  const comparisons: Comparison[] = [{
    group: group.name,
    name,
    unit,
    ours,
    reference,
    ratio,
    bar: bars.ratio !== undefined
      ? `<=${rounded(bars.ratio)}x`
      : bars.limit !== undefined
      ? `<=${bars.limit}${unit}`
      : "-",
    ok: ratio <= (bars.ratio ?? Infinity) &&
      ours.figure <= (bars.limit ?? Infinity),
  }];
  if (samples.python.length > 0) {
    const python = figures(samples.python, unit);
    const faster = python.figure / ours.figure;
    comparisons.push({
      group: group.name,
      name: `${name}:cpython`,
      unit,
      ours,
      reference: python,
      ratio: faster,
      bar: bars.python !== undefined ? `>=${rounded(bars.python)}x` : "-",
      ok: faster >= (bars.python ?? 0),
    });
  }
  return comparisons;
}

/**
 * The cells of a comparison under {@linkcode CHECK_HEAD}.
 *
 * @param comparison The comparison.
 * @returns Its cells, each without a space.
 */
export function checkCells(comparison: Comparison): string[] {
  const { group, name, unit, ours, reference, ratio, bar, ok } = comparison;
  return [
    group,
    name,
    formatFigure(ours.figure, unit),
    formatFigure(reference.figure, unit),
    formatNumber(ratio) + "x",
    bar,
    ok ? "ok" : "MISS",
  ];
}

/**
 * The cells of a comparison under {@linkcode FULL_HEAD}.
 *
 * @param comparison The comparison.
 * @returns Its cells.
 */
export function fullCells(comparison: Comparison): string[] {
  const [group, name, ours, reference, ...rest] = checkCells(comparison);
  const more = ({ p50, spread }: Figures) => [
    formatFigure(p50, comparison.unit),
    `${Math.round(spread * 100)}%`,
  ];
  return [
    group!,
    name!,
    ours!,
    ...more(comparison.ours),
    reference!,
    ...more(comparison.reference),
    ...rest,
  ];
}

/**
 * Aligns the cells of a line of `--check`, so that lines can be printed as they come.
 *
 * @param cells The cells.
 * @returns The line.
 */
export function alignedLine(cells: readonly string[]): string {
  return cells.map((cell, i) => {
    const width = CHECK_WIDTHS[i]!;
    return i >= 2 && i <= 5 ? cell.padStart(width) : cell.padEnd(width);
  }).join(" ").trimEnd();
}

/**
 * Lays out rows of cells as a Markdown table.
 *
 * @param head The heads of the columns.
 * @param rows The cells.
 * @returns The table.
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly string[][],
): string {
  const widths = head.map((title, i) =>
    Math.max(3, title.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [
    line(head),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
  ].join("\n");
}

/** Noise only ever adds to a cost, so costs are compared by the smallest sample; delays by their median. */
function figures(samples: number[], unit: Unit): Figures {
  const p50 = quantile(samples, 0.5);
  return {
    figure: unit === "ms" ? p50 : quantile(samples, 0),
    p50,
    spread: (quantile(samples, 0.75) - quantile(samples, 0.25)) / p50,
  };
}

function rounded(bar: number): number {
  return Number(bar.toFixed(2));
}

function formatFigure(figure: number, unit: Unit): string {
  return formatNumber(figure) + unit;
}

function formatNumber(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0);
}
