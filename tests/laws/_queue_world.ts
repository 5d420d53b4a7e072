import type { WaitOptions } from "../../loop/wait_options.ts";
import type { State } from "./_history.ts";
import type { Order, QueueNumber } from "./_queue_model.ts";
import type { World } from "./_run.ts";
import type { Step } from "./_schedule.ts";
import type { Subject } from "./_suite.ts";
import type { User } from "./_user.ts";

/** Something that items are put into and got out of. */
export interface QueueLike {
  put(item: number, options: WaitOptions): Promise<void>;
  get(options: WaitOptions): Promise<number>;
  /** As `put()` and `get()`, but they throw where those would wait. */
  tryPut?(item: number): void;
  tryGet(): number;
  /** Items as they come, until it has been closed and is empty. */
  iterate?(): AsyncIterator<number>;
  /** Lets what is inside be got, but no more be put. */
  close(): void;
  /** Drops what is inside, too. */
  closeNow?(): void;
  /** Says that an item has been dealt with, and waits until all have been. */
  done?(): void;
  join?(options: WaitOptions): Promise<void>;
  /** How things stand; `locked` is 1 where all have to wait for something else. */
  numbers(): Readonly<Partial<Record<QueueNumber | "locked", number>>>;
}

export interface QueueTraits {
  readonly capacity: number;
  readonly order?: Order;
  /** Whether items go straight to those who wait, so that every number is right after every step. @default {true} */
  readonly isExact?: boolean;
}

export interface QueueSubject extends Subject {
  readonly capacity: number;
  readonly order: Order;
  readonly isExact: boolean;
}

/** What operations throw on something that is full or empty, and on something closed. */
const REFUSALS: Readonly<Record<string, string>> = {
  QueueEmpty: "empty",
  QueueFull: "full",
  QueueShutDown: "closed",
  EndOfStream: "closed",
  ClosedResource: "closed",
  BrokenResource: "closed",
};

/** The names of the errors that say that it is closed. */
export const CLOSED_ERRORS: readonly string[] = Object.keys(REFUSALS)
  .filter((name) => REFUSALS[name] === "closed");

/** Makes a subject of a kind of queue. */
export function queueSubject(
  name: string,
  newQueue: () => QueueLike,
  { capacity, order = "fifo", isExact = true }: QueueTraits,
): QueueSubject {
  const sample = newQueue();
  return {
    name,
    repertoire: {
      weights: {
        put: 6,
        get: sample.iterate === undefined ? 6 : 5,
        next: sample.iterate === undefined ? 0 : 1,
        "try put": sample.tryPut === undefined ? 0 : 1,
        // Where getting takes some turns, it would come in between and blur the order.
        "try get": isExact ? 1 : 0,
        close: 0.3,
        "close now": sample.closeNow === undefined ? 0 : 0.2,
        join: sample.join === undefined ? 0 : 1,
        done: sample.done === undefined ? 0 : 3,
      },
      waiting: ["put", "get", "next", "join"],
    },
    capacity,
    order,
    isExact,
    newWorld: () => new QueueWorld(newQueue()),
  };
}

class QueueWorld implements World {
  readonly #queue: QueueLike;
  readonly #iterators: Map<User, AsyncIterator<number>> = new Map();
  #items = 0;
  /** How many items have been got and not been dealt with. */
  #undone = 0;

  constructor(queue: QueueLike) {
    this.#queue = queue;
  }

  state(): State {
    return this.#queue.numbers();
  }

  step(user: User, step: Step): Promise<void> | void {
    const queue = this.#queue;
    switch (step.op) {
      case "put": {
        const item = ++this.#items;
        return user.call(
          step,
          (options) => queue.put(item, options),
          () => {},
          item,
        );
      }
      case "get":
        return user.call(step, (options) => queue.get(options), this.#keep);
      case "next":
        // An iterator takes no options.
        return user.call(
          { ...step, limit: step.limit === "signal" ? undefined : step.limit },
          () => this.#next(user),
          this.#keep,
        );
      case "join":
        return user.call(step, (options) => queue.join!(options));
      case "try put": {
        const item = ++this.#items;
        user.act(
          step.op,
          () =>
            attempt(() => {
              queue.tryPut!(item);
              return item;
            }),
        );
        return;
      }
      case "try get":
        this.#tryGet(user);
        return;
      case "close":
        return user.act(step.op, () => queue.close());
      case "close now":
        return user.act(step.op, () => queue.closeNow!());
      case "done":
        if (this.#undone > 0) this.#done(user);
    }
  }

  readonly #keep = (): void => {
    this.#undone++;
  };

  async #next(user: User): Promise<number> {
    let iterator = this.#iterators.get(user);
    if (iterator === undefined) {
      iterator = this.#queue.iterate!();
      this.#iterators.set(user, iterator);
    }
    const { done, value } = await iterator.next();
    if (done) throw new Ended();
    return value;
  }

  #tryGet(user: User): boolean {
    const item = user.act("try get", () => attempt(() => this.#queue.tryGet()));
    if (typeof item === "string") return false;
    this.#undone++;
    return true;
  }

  #done(user: User): void {
    this.#undone--;
    user.act("done", () => this.#queue.done!());
  }

  leave(): void {}

  /** Sends away those who wait, takes out what is left, and deals with it. */
  finish(user: User): void {
    user.act("close", () => this.#queue.close());
    while (this.#tryGet(user));
    if (this.#queue.done === undefined) return;
    while (this.#undone > 0) this.#done(user);
  }
}

/** What an iterator that has come to its end is taken to throw. */
class Ended extends Error {
  override name = "EndOfStream";
}

/** What `fn` gives, or in a word why it gives nothing. */
function attempt(fn: () => number): number | string {
  try {
    return fn();
  } catch (error) {
    const name = (error as Error).name;
    // Channels say the same whether they are full or empty.
    const word = name === "WouldBlockError" ? "blocked" : REFUSALS[name];
    if (word === undefined) throw error;
    return word;
  }
}
