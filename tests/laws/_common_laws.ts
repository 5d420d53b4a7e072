// What laws of locks and laws of queues have in common.

import type { Call, Entry, History } from "./_history.ts";
import type { Fate } from "./_fate.ts";

/** Whether the call got what it was made for. */
export function hasGot(call: Call, entries: readonly Entry[]): boolean {
  return entries.some((entry) => entry.what === "gets" && entry.call === call);
}

/** First come, first served, among the calls of one line; `waiting` is the number that tells how long the line is. */
export function breaksLine(
  { entries }: History,
  waiting: string,
  isOfLine: (call: Call) => boolean,
): string | null {
  const line: Call[] = [];
  for (const { what, call, before, state } of entries) {
    if (call === undefined || !isOfLine(call)) continue;
    if (what === "calls") {
      if (state[waiting]! > before[waiting]!) line.push(call);
      else if (state[waiting]! > 0 && state[waiting] === before[waiting]) {
        if (hasGot(call, entries)) return `task ${call.task} barges in`;
      }
    } else if (what === "gets" || what === "fails") {
      const place = line.indexOf(call);
      if (place === -1) continue;
      const first = line.find((other) => hasGot(other, entries));
      if (what === "gets" && first !== call) {
        return `task ${call.task} comes before task ${first!.task}`;
      }
      line.splice(place, 1);
    }
  }
  return null;
}

/** What was handed over, and did not arrive. */
export function losesValue(
  { entries }: History,
  fates: ReadonlyMap<Call, Fate>,
): string | null {
  for (const [call, fate] of fates) {
    if (fate === "has" && !hasGot(call, entries)) {
      return `task ${call.task} does not get what it was handed`;
    }
  }
  return null;
}

/** A call that ends more often than once, or gets what it was not handed. */
export function wakesTwice(
  { entries }: History,
  fates: ReadonlyMap<Call, Fate> | null,
): string | null {
  const open = new Set<Call>();
  for (const { what, call } of entries) {
    if (what === "calls") open.add(call!);
    else if (what === "gets" || what === "fails") {
      if (!open.delete(call!)) return `a call of task ${call!.task} ends twice`;
      if (what === "gets" && fates !== null && fates.get(call!) !== "has") {
        return `task ${call!.task} gets what it was not handed`;
      }
    }
  }
  return null;
}

/** A task that does not end, or not well. */
export function hangs({ entries }: History): string | null {
  const bad = entries.find(({ what }) => what === "hangs" || what === "breaks");
  return bad === undefined ? null : `task ${bad.task} ${bad.what} ${bad.value}`;
}

/** A number that is not what it should be at some step. */
export function differs(
  { entries }: History,
  key: string,
  expected: readonly number[],
): string | null {
  const i = entries.findIndex(({ state }, i) =>
    state[key] !== expected[i] && !isFollowedByTimeout(entries, i)
  );
  if (i === -1) return null;
  const { what, time, task, state } = entries[i]!;
  return `${key} is ${state[key]}, not ${
    expected[i]
  }, as task ${task} ${what} at ${time}`;
}

/** Of timeouts that struck in a row, only the last shows how things stood: they are noticed together. */
function isFollowedByTimeout(entries: readonly Entry[], i: number): boolean {
  const next = entries[i + 1];
  return next?.what === "expires" && next.call!.limit === "timeout";
}

/** Keeps what `forecast` says of a history, since several laws ask for it. */
export function remembering<S, F>(
  forecast: (history: History, subject: S) => F,
): (history: History, subject: S) => F {
  const known = new WeakMap<History, F>();
  return (history, subject) => {
    let found = known.get(history);
    if (found === undefined) {
      found = forecast(history, subject);
      known.set(history, found);
    }
    return found;
  };
}
