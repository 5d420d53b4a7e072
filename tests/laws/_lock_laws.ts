import {
  breaksLine,
  differs,
  hangs,
  losesValue,
  remembering,
  wakesTwice,
} from "./_common_laws.ts";
import { fits } from "./_fate.ts";
import type { History } from "./_history.ts";
import { forecastLock } from "./_lock_model.ts";
import type { LockSubject, Strictness } from "./_lock_world.ts";
import type { Law } from "./_suite.ts";

/** The laws of whatever is acquired and released, in the words of the class docs. */
export const LOCK_LAWS: readonly Law<LockSubject>[] = [
  law("Mutual exclusion: no more have it than may", "exclusive", exclusion),
  law("FIFO without barging", "fair", barging),
  law("A cancelled waiter never takes a permit with it", "exclusive", leak),
  law("A value handed over is never lost", "exact", loss),
  law("Who leaves the line learns why", "exclusive", reason),
  law("No waiter list grows with cancelled waiters", "exact", waiting),
  law("Nothing wakes twice", "exclusive", spurious),
  law("Nothing hangs", "exclusive", hangs),
  law("What does not wait succeeds if nobody is before it", "exact", attempt),
  law("statistics() is right at every step", "exact", held),
];

const ORDER: readonly Strictness[] = ["exclusive", "fair", "exact"];

function law(
  name: string,
  strictness: Strictness,
  breach: (history: History, subject: LockSubject) => string | null,
): Law<LockSubject> {
  return {
    name,
    isFor: (subject) =>
      ORDER.indexOf(subject.strictness) >= ORDER.indexOf(strictness),
    breach,
  };
}

const forecast = remembering(({ entries }, { admits }: LockSubject) =>
  forecastLock(entries, admits)
);

function exclusion(
  { entries }: History,
  { admits }: LockSubject,
): string | null {
  const holders: string[] = [];
  for (const { what, call, value, time } of entries) {
    let mode: string | null = null;
    if (what === "gets") mode = call!.op;
    else if (what.startsWith("try ") && value === true) mode = what.slice(4);
    else if (what === "releases") {
      holders.splice(holders.indexOf(value as string), 1);
    }
    if (mode === null) continue;
    if (!admits(holders, mode)) {
      return `${mode} beside ${holders.join(", ")} at ${time}`;
    }
    holders.push(mode);
  }
  return null;
}

function barging(history: History): string | null {
  return breaksLine(history, "waiting", () => true);
}

function leak({ entries }: History): string | null {
  const { held, waiting } = entries.at(-1)!.state;
  return held === 0 && waiting === 0
    ? null
    : `${held} have it and ${waiting} wait when all is over`;
}

function loss(history: History, subject: LockSubject): string | null {
  return losesValue(history, forecast(history, subject).fates);
}

function reason(history: History, subject: LockSubject): string | null {
  const { fates } = forecast(history, subject);
  const isExact = subject.strictness === "exact";
  for (const { what, call, value, time } of history.entries) {
    if (what !== "fails") continue;
    if (!fits(value, isExact ? fates.get(call!) : "refused")) {
      return `task ${call!.task} fails at ${time}: ${value}`;
    }
  }
  return null;
}

function spurious(history: History, subject: LockSubject): string | null {
  const isExact = subject.strictness === "exact";
  return wakesTwice(history, isExact ? forecast(history, subject).fates : null);
}

function waiting(history: History, subject: LockSubject): string | null {
  return differs(history, "waiting", forecast(history, subject).waiting);
}

function held(history: History, subject: LockSubject): string | null {
  return differs(history, "held", forecast(history, subject).held);
}

function attempt(history: History, subject: LockSubject): string | null {
  const { tries } = forecast(history, subject);
  for (const [{ value, what, time, task }, expected] of tries) {
    if (value !== expected) {
      return `${what} of task ${task} at ${time} is ${value}`;
    }
  }
  return null;
}
