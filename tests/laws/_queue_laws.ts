import {
  breaksLine,
  differs,
  hangs,
  hasGot,
  losesValue,
  remembering,
  wakesTwice,
} from "./_common_laws.ts";
import { fits } from "./_fate.ts";
import type { Entry, History } from "./_history.ts";
import { forecastQueue, type QueueNumber } from "./_queue_model.ts";
import { CLOSED_ERRORS, type QueueSubject } from "./_queue_world.ts";
import type { Law } from "./_suite.ts";

/** The laws of whatever items are put into and got out of, in the words of the class docs. */
export const QUEUE_LAWS: readonly Law<QueueSubject>[] = [
  law("Every item that was put comes out once", once),
  law("Items come out in order", order),
  law("There are never more items than there may be", bound),
  law("A cancelled putter puts nothing", withdrawn),
  law("A cancelled getter never takes an item with it", taken),
  exactLaw("A value handed over is never lost", loss),
  exactLaw("FIFO without barging", barging),
  law("Who leaves the line learns why", reason),
  exactLaw("No waiter list grows with cancelled waiters", waiting),
  exactLaw("join() waits until all is done, and no longer", joining),
  law("Closing sends away all who wait", closing),
  law("Nothing wakes twice", spurious),
  law("Nobody waits for what is there", idle),
  law("Nothing hangs", hangs),
  exactLaw("What does not wait succeeds if nobody is before it", attempt),
  exactLaw("statistics() is right at every step", size),
];

type Breach = (history: History, subject: QueueSubject) => string | null;

function law(name: string, breach: Breach): Law<QueueSubject> {
  return { name, isFor: () => true, breach };
}

function exactLaw(name: string, breach: Breach): Law<QueueSubject> {
  return { name, isFor: ({ isExact }) => isExact, breach };
}

const forecast = remembering(({ entries }, subject: QueueSubject) =>
  forecastQueue(entries, subject.capacity, subject.order)
);

/** The item that comes out with this entry, if one does. */
function itemOut({ what, call, value }: Entry): number | null {
  const isGetting = what === "try get" ||
    what === "gets" && (call!.op === "get" || call!.op === "next");
  return isGetting && typeof value === "number" ? value : null;
}

/** The item that has gone in by this entry, if one has. */
function itemIn({ what, call, value }: Entry): number | null {
  if (what === "try put" && typeof value === "number") return value;
  return what === "gets" && call!.op === "put" ? call!.item! : null;
}

function itemsOf(
  { entries }: History,
  itemAt: (entry: Entry) => number | null,
): number[] {
  return entries.map(itemAt).filter((item) => item !== null);
}

function once(history: History): string | null {
  const went = itemsOf(history, itemIn);
  const came = itemsOf(history, itemOut);
  const twice = came.find((item, i) => came.indexOf(item) !== i);
  if (twice !== undefined) return `item ${twice} comes out twice`;
  const strange = came.find((item) => !went.includes(item));
  if (strange !== undefined) return `item ${strange} was not put`;
  if (history.entries.some(({ what }) => what === "close now")) return null;
  const missing = went.find((item) => !came.includes(item));
  return missing === undefined ? null : `item ${missing} does not come out`;
}

function order(history: History, subject: QueueSubject): string | null {
  if (!subject.isExact) return outOfOrder(history);
  const { items } = forecast(history, subject);
  for (const { what, call, value } of history.entries) {
    if (what !== "gets" || !items.has(call!)) continue;
    if (value !== items.get(call!)) {
      return `task ${call!.task} gets ${value}, not ${items.get(call!)}`;
    }
  }
  return null;
}

/** First in, first out, by what the tasks see. */
function outOfOrder(history: History): string | null {
  const went = itemsOf(history, itemIn);
  const places = itemsOf(history, itemOut).map((item) => went.indexOf(item));
  const wrong = places.findIndex((place, i) => i > 0 && place < places[i - 1]!);
  return wrong === -1 ? null : `item ${went[places[wrong]!]} comes out late`;
}

function bound(
  { entries }: History,
  { capacity }: QueueSubject,
): string | null {
  const over = entries.find(({ state }) => state.size! > capacity);
  return over === undefined ? null : `${over.state.size} items at ${over.time}`;
}

function withdrawn(history: History): string | null {
  const came = itemsOf(history, itemOut);
  const bad = history.entries.find(({ what, call }) =>
    what === "fails" && call!.op === "put" && came.includes(call!.item!)
  );
  return bad === undefined ? null : `item ${bad.call!.item} comes out`;
}

/** What has gone in has come out: those who have got nothing have taken nothing. */
function taken(history: History): string | null {
  if (history.entries.some(({ what }) => what === "close now")) return null;
  const left = history.entries.at(-1)!.state.size;
  if (left !== 0) return `${left} items are left, and cannot be got`;
  const missing = itemsOf(history, itemIn).length -
    itemsOf(history, itemOut).length;
  return missing === 0 ? null : `${missing} items are missing`;
}

function loss(history: History, subject: QueueSubject): string | null {
  return losesValue(history, forecast(history, subject).fates);
}

function barging(history: History): string | null {
  return breaksLine(history, "putters", ({ op }) => op === "put") ??
    breaksLine(history, "getters", ({ op }) => op === "get");
}

function reason(history: History, subject: QueueSubject): string | null {
  const { fates } = forecast(history, subject);
  for (const { what, call, value, time } of history.entries) {
    if (what !== "fails") continue;
    const isRight = subject.isExact
      ? fits(value, fates.get(call!), CLOSED_ERRORS)
      : fits(value, "refused") || fits(value, "closed", CLOSED_ERRORS);
    if (!isRight) return `task ${call!.task} fails at ${time}: ${value}`;
  }
  return null;
}

function spurious(history: History, subject: QueueSubject): string | null {
  const fates = subject.isExact ? forecast(history, subject).fates : null;
  return wakesTwice(history, fates);
}

function numbersDiffer(
  history: History,
  subject: QueueSubject,
  keys: readonly QueueNumber[],
): string | null {
  const { states } = forecast(history, subject);
  for (const key of keys) {
    if (!(key in history.entries[0]!.state)) continue;
    const found = differs(history, key, states.map((state) => state[key]));
    if (found !== null) return found;
  }
  return null;
}

function waiting(history: History, subject: QueueSubject): string | null {
  return numbersDiffer(history, subject, ["getters", "putters", "joiners"]);
}

function size(history: History, subject: QueueSubject): string | null {
  return numbersDiffer(history, subject, ["size", "unfinished"]);
}

function joining(history: History, subject: QueueSubject): string | null {
  for (const [call, fate] of forecast(history, subject).fates) {
    if (call.op !== "join") continue;
    if (hasGot(call, history.entries) !== (fate === "has")) {
      return `join() of task ${call.task}: ${fate}`;
    }
  }
  return null;
}

function closing({ entries }: History): string | null {
  const { getters, putters } = entries.at(-1)!.state;
  return getters === 0 && putters === 0
    ? null
    : `${getters} getters and ${putters} putters are left`;
}

/** Whenever time moves on: all have done by then what they could. */
function idle({ entries }: History, { capacity }: QueueSubject): string | null {
  for (const [i, { time, before }] of entries.entries()) {
    const { size, getters, putters, locked } = before;
    if (i === 0 || time === entries[i - 1]!.time || locked === 1) continue;
    if (getters! > 0 && (size! > 0 || putters! > 0)) {
      return `${getters} getters beside ${size} items, ${putters} putters before ${time}`;
    }
    if (putters! > 0 && size! < capacity) {
      return `${putters} putters beside ${size} items before ${time}`;
    }
  }
  return null;
}

function attempt(history: History, subject: QueueSubject): string | null {
  for (const [entry, expected] of forecast(history, subject).tries) {
    const { what, task, time, value } = entry;
    const isBlocked = value === "blocked" &&
      (expected === "full" || expected === "empty");
    if (value !== expected && !isBlocked) {
      return `${what} of task ${task} at ${time}: ${value}, not ${expected}`;
    }
  }
  return null;
}
