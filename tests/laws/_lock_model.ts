import { type Fate, fateOfWaiting } from "./_fate.ts";
import type { Call, Entry } from "./_history.ts";

/** What should have happened: how each call fares, and how things stand after each entry. */
export interface Forecast {
  readonly fates: ReadonlyMap<Call, Fate>;
  readonly waiting: readonly number[];
  readonly held: readonly number[];
  /** For attempts that do not wait: whether they should have succeeded. */
  readonly tries: ReadonlyMap<Entry, boolean>;
}

/** Whether one more may hold it in this mode. */
export type Admits = (holders: readonly string[], mode: string) => boolean;

/** Plays the history through: one line, first come, first served, and whoever leaves it takes nothing with it. */
export function forecastLock(
  entries: readonly Entry[],
  admits: Admits,
): Forecast {
  const fates = new Map<Call, Fate>();
  const tries = new Map<Entry, boolean>();
  const waiting: number[] = [];
  const held: number[] = [];
  const holders: string[] = [];
  const line: Call[] = [];

  const isFree = (mode: string) => line.length === 0 && admits(holders, mode);
  const letIn = () => {
    while (line.length > 0 && admits(holders, line[0]!.op)) {
      const call = line.shift()!;
      holders.push(call.op);
      fates.set(call, "has");
    }
  };
  const arrive = (call: Call) => {
    if (isFree(call.op)) {
      if (call.isAborted) fates.set(call, "aborted");
      else {
        holders.push(call.op);
        fates.set(call, "has");
      }
    } else {
      const fate = fateOfWaiting(call);
      fates.set(call, fate);
      if (fate === "waits") line.push(call);
    }
  };
  const leave = (call: Call | undefined, reason: Fate) => {
    const place = call === undefined ? -1 : line.indexOf(call);
    if (place === -1) return;
    line.splice(place, 1);
    fates.set(call!, reason);
    letIn();
  };

  for (const entry of entries) {
    const { what, call, value } = entry;
    if (what === "calls") arrive(call!);
    else if (what === "expires") leave(call, "cancelled");
    else if (what === "aborts") leave(call, "aborted");
    else if (what === "cancels") {
      leave(line.find(({ task }) => task === value), "cancelled");
    } else if (what === "releases") {
      holders.splice(holders.indexOf(value as string), 1);
      letIn();
    } else if (what.startsWith("try ")) {
      const mode = what.slice("try ".length);
      tries.set(entry, isFree(mode));
      if (isFree(mode)) holders.push(mode);
    }
    waiting.push(line.length);
    held.push(holders.length);
  }
  return { fates, waiting, held, tries };
}
