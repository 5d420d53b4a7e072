import type { Options } from "./options.ts";
import type { Tally } from "./tally.ts";

/** The outcome in a few lines. */
export function table(tally: Tally, wall: number, options: Options): string {
  const rows: [label: string, value: string, note: string][] = [
    [
      "requests",
      count(tally.total),
      `${count(options.limit)} at a time, over TCP and HTTP`,
    ],
    ["answered", count(tally.answered), ""],
    ["timeouts", count(tally.timeout), `no answer within ${options.timeout} s`],
    ["cancelled", count(tally.cancelled), "the user gave up"],
  ];
  if (tally.failed > 0) {
    rows.push(["failed", count(tally.failed), "see the results"]);
  }
  rows.push(
    ["wall time", seconds(wall), ""],
    [
      "sum of times",
      seconds(tally.seconds),
      `${(tally.seconds / wall).toFixed(0)} × the wall time`,
    ],
  );
  return rows
    .map(([label, value, note]) =>
      `${label.padEnd(12)} ${value.padStart(10)}  ${note}`.trimEnd()
    )
    .join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
