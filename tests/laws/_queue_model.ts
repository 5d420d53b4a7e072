import { type Fate, fateOfWaiting } from "./_fate.ts";
import type { Call, Entry } from "./_history.ts";

/** Which item comes out next. Items are numbered as they are put; those of the same remainder by 3 have one rank. */
export type Order = "fifo" | "lifo" | "priority";

export const RANKS = 3;

/** What should have happened: how each call fares, what the getters get, and how things stand after each entry. */
export interface QueueForecast {
  readonly fates: ReadonlyMap<Call, Fate>;
  /** The item of each call that gets one. */
  readonly items: ReadonlyMap<Call, number>;
  /** For attempts that do not wait: what should have come of them. */
  readonly tries: ReadonlyMap<Entry, unknown>;
  readonly states: readonly Readonly<Record<QueueNumber, number>>[];
}

export type QueueNumber =
  | "size"
  | "getters"
  | "putters"
  | "joiners"
  | "unfinished";

/** Plays the history through: getters, putters and joiners stand in a line each, and items go straight to them. */
export function forecastQueue(
  entries: readonly Entry[],
  capacity: number,
  order: Order,
): QueueForecast {
  const model = new QueueModel(capacity, order);
  const states = entries.map((entry) => {
    model.play(entry);
    return model.state;
  });
  return { fates: model.fates, items: model.items, tries: model.tries, states };
}

class QueueModel {
  readonly fates = new Map<Call, Fate>();
  readonly items = new Map<Call, number>();
  readonly tries = new Map<Entry, unknown>();
  readonly #capacity: number;
  readonly #order: Order;
  readonly #store: number[] = [];
  readonly #getters: Call[] = [];
  readonly #putters: Call[] = [];
  readonly #joiners: Call[] = [];
  #unfinished = 0;
  #isClosed = false;

  constructor(capacity: number, order: Order) {
    this.#capacity = capacity;
    this.#order = order;
  }

  get state(): Record<QueueNumber, number> {
    return {
      size: this.#store.length,
      getters: this.#getters.length,
      putters: this.#putters.length,
      joiners: this.#joiners.length,
      unfinished: this.#unfinished,
    };
  }

  play(entry: Entry): void {
    const { what, call, value } = entry;
    if (what === "calls") this.#arrive(call!);
    else if (what === "expires") {
      this.#leave((other) => other === call, "cancelled");
    } else if (what === "aborts") {
      this.#leave((other) => other === call, "aborted");
    } else if (what === "cancels") {
      this.#leave(({ task }) => task === value, "cancelled");
    } else if (what === "close") this.#close();
    else if (what === "close now") this.#closeNow();
    else if (what === "done") this.#finish(1);
    else if (what === "try put") this.#tryPut(entry);
    else if (what === "try get") this.#tryGet(entry);
  }

  get #hasRoom(): boolean {
    return this.#getters.length > 0 || this.#store.length < this.#capacity;
  }

  get #hasItem(): boolean {
    return this.#store.length > 0 || this.#putters.length > 0;
  }

  #arrive(call: Call): void {
    if (call.op === "join") {
      this.#begin(call, this.#unfinished === 0, this.#joiners);
    } else if (call.op === "put") {
      if (!this.#begin(call, this.#isClosed || this.#hasRoom, this.#putters)) {
        return;
      }
      if (this.#isClosed) this.fates.set(call, "closed");
      else this.#take(call.item!);
    } else {
      if (!this.#begin(call, this.#isClosed || this.#hasItem, this.#getters)) {
        return;
      }
      if (this.#hasItem) this.items.set(call, this.#give());
      else this.fates.set(call, "closed");
    }
  }

  /** Whether the call goes through at once; else it waits in its line, or may not even do that. */
  #begin(call: Call, isAtOnce: boolean, line: Call[]): boolean {
    const fate = !isAtOnce
      ? fateOfWaiting(call)
      : call.isAborted
      ? "aborted"
      : "has";
    this.fates.set(call, fate);
    if (fate === "waits") line.push(call);
    return fate === "has";
  }

  #leave(isMeant: (call: Call) => boolean, reason: Fate): void {
    for (const line of [this.#getters, this.#putters, this.#joiners]) {
      const place = line.findIndex(isMeant);
      if (place === -1) continue;
      this.fates.set(line[place]!, reason);
      line.splice(place, 1);
    }
  }

  /** Takes an item in. */
  #take(item: number): void {
    this.#unfinished++;
    const getter = this.#getters.shift();
    if (getter === undefined) this.#store.push(item);
    else {
      this.fates.set(getter, "has");
      this.items.set(getter, item);
    }
  }

  /** Gives the next item out, and lets those in who have waited for room. */
  #give(): number {
    if (this.#store.length === 0) {
      this.#unfinished++;
      return this.#letIn();
    }
    const [item] = this.#store.splice(this.#next(), 1);
    if (this.#putters.length > 0) this.#take(this.#letIn());
    return item!;
  }

  #letIn(): number {
    const putter = this.#putters.shift()!;
    this.fates.set(putter, "has");
    return putter.item!;
  }

  #next(): number {
    if (this.#order === "fifo") return 0;
    if (this.#order === "lifo") return this.#store.length - 1;
    const ranks = this.#store.map((item) => item % RANKS);
    return ranks.indexOf(Math.min(...ranks));
  }

  #tryPut(entry: Entry): void {
    if (this.#isClosed) this.tries.set(entry, "closed");
    else if (!this.#hasRoom) this.tries.set(entry, "full");
    else {
      // Which item it was is known only if it has succeeded.
      const isIn = typeof entry.value === "number";
      this.tries.set(entry, isIn ? entry.value : "an item put");
      if (isIn) this.#take(entry.value as number);
    }
  }

  #tryGet(entry: Entry): void {
    if (this.#hasItem) this.tries.set(entry, this.#give());
    else this.tries.set(entry, this.#isClosed ? "closed" : "empty");
  }

  #close(): void {
    this.#isClosed = true;
    for (const line of [this.#getters, this.#putters]) {
      for (const call of line.splice(0)) this.fates.set(call, "closed");
    }
  }

  #closeNow(): void {
    this.#close();
    this.#finish(this.#store.splice(0).length);
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished > 0) return;
    for (const call of this.#joiners.splice(0)) this.fates.set(call, "has");
  }
}
