// The laws of a broadcast: every subscriber gets everything.

import * as asyncio from "../../mod.ts";
import { breaksLine, hangs, wakesTwice } from "./_common_laws.ts";
import type { Entry, History, State } from "./_history.ts";
import type { World } from "./_run.ts";
import type { Step } from "./_schedule.ts";
import { type Law, type Subject, testLaws } from "./_suite.ts";
import type { User } from "./_user.ts";

interface BroadcastSubject extends Subject {
  readonly size: number;
}

const SUBSCRIBERS = ["receive a", "receive b"];

class BroadcastWorld implements World {
  readonly #broadcast: asyncio.Broadcast<number>;
  readonly #receivers: ReadonlyMap<string, asyncio.Receiver<number>>;
  #items = 0;

  constructor(size: number) {
    const broadcast = new asyncio.Broadcast<number>(size);
    this.#broadcast = broadcast;
    this.#receivers = new Map(
      SUBSCRIBERS.map((name) => [name, broadcast.subscribe()]),
    );
  }

  state(): State {
    const { stored, tasksWaitingSend } = this.#broadcast.statistics();
    return { stored, putters: tasksWaitingSend };
  }

  step(user: User, step: Step): Promise<void> | void {
    if (step.op === "close") {
      return user.act(step.op, () => this.#broadcast.close());
    }
    if (step.op === "send") {
      const item = ++this.#items;
      return user.call(
        step,
        (options) => this.#broadcast.send(item, options),
        () => {},
        item,
      );
    }
    const receiver = this.#receivers.get(step.op)!;
    return user.call(step, (options) => receiver.receive(options));
  }

  leave(): void {}

  finish(user: User): void {
    user.act("close", () => this.#broadcast.close());
    for (const [name, receiver] of this.#receivers) {
      while (receiver.statistics().stored > 0) {
        user.act(name, () => receiver.tryReceive());
      }
    }
  }
}

const BROADCASTS: readonly BroadcastSubject[] = [1, 3].map((size) => ({
  name: `Broadcast(${size}) to two`,
  size,
  repertoire: {
    weights: { send: 6, "receive a": 6, "receive b": 6, close: 0.2 },
    waiting: ["send", ...SUBSCRIBERS],
  },
  newWorld: () => new BroadcastWorld(size),
}));

function law(
  name: string,
  breach: (history: History, subject: BroadcastSubject) => string | null,
): Law<BroadcastSubject> {
  return { name, isFor: () => true, breach };
}

const LAWS: readonly Law<BroadcastSubject>[] = [
  law("Every subscriber gets every item once, in order", everything),
  law("No subscriber is further behind than it may be", bound),
  law("A sender waits only for the slowest", idle),
  law(
    "FIFO without barging",
    (history) => breaksLine(history, "putters", ({ op }) => op === "send"),
  ),
  law("Nothing wakes twice", (history) => wakesTwice(history, null)),
  law("Nothing hangs", hangs),
];

function itemsOf(
  { entries }: History,
  itemAt: (entry: Entry) => unknown,
): string {
  return entries.map(itemAt).filter((item) => item !== undefined).join();
}

function everything(history: History): string | null {
  // Items are numbered in the order in which they are sent.
  const sent = itemsOf(
    history,
    ({ what, call }) =>
      what === "gets" && call!.op === "send" ? call!.item : undefined,
  )
    .split(",").sort((a, b) => Number(a) - Number(b)).join();
  for (const name of SUBSCRIBERS) {
    const got = itemsOf(
      history,
      ({ what, call, value }) =>
        what === name || what === "gets" && call!.op === name
          ? value
          : undefined,
    );
    if (got !== sent) return `of ${sent}, ${name} gets ${got}`;
  }
  return null;
}

function bound(
  { entries }: History,
  { size }: BroadcastSubject,
): string | null {
  const over = entries.find(({ state }) => state.stored! > size);
  return over === undefined ? null : `${over.state.stored} at ${over.time}`;
}

/** Whenever time moves on, senders wait only if somebody is as far behind as may be. */
function idle({ entries }: History, { size }: BroadcastSubject): string | null {
  const bad = entries.find(({ time, before }, i) =>
    i > 0 && time > entries[i - 1]!.time && before.putters! > 0 &&
    before.stored! < size
  );
  return bad === undefined
    ? null
    : `${bad.before.putters} senders beside ${bad.before.stored} items`;
}

testLaws(BROADCASTS, LAWS);
