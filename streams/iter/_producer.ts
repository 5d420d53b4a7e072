import { Deque } from "../../loop/deque.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { type Closable, Crew, type Worker } from "./_crew.ts";
import { whenLost } from "./_lost.ts";
import type { Feed } from "./_feed.ts";
import { isThenable } from "./_thenable.ts";
import type { AsyncItems } from "./source.ts";

/**
 * A crew that makes items for one consumer.
 *
 * **Back-pressure.** A worker that puts an item while nobody waits for it is told to wait for room; one is let go for
 * each item that is taken. So there are at most `slack` items and one for each worker that nobody has taken.
 */
export abstract class Producer<T> extends Crew {
  readonly #slack: number;
  /** What nobody has taken, as the consumer will get it. */
  #items = new Deque<IteratorResult<T, undefined>>();
  /** Invariant: the consumer waits only while there is no item. `null` wakes it at the end. */
  readonly #consumer = new WaitList<IteratorResult<T, undefined> | null>();
  readonly #room = new WaitList<void>();
  readonly #demand = new WaitList<void>();

  /** `slack` is how many items may lie there before a worker is told to wait. */
  constructor(
    sources: Iterable<Closable>,
    slack: number = 0,
    signal?: AbortSignal,
  ) {
    super(sources, signal);
    this.#slack = slack;
  }

  /** How many items nobody has taken. */
  get backlog(): number {
    return this.#items.length;
  }

  /**
   * Gives an item to the consumer, or keeps it; false if the worker is to wait for {@linkcode room}. What comes of a
   * worker that runs on while the others stop is dropped.
   */
  put(item: T): boolean {
    if (this.isStopping) return false;
    const result: IteratorResult<T, undefined> = { done: false, value: item };
    if (this.#consumer.wakeOne(result)) return true;
    this.#items.push(result);
    return this.#items.length <= this.#slack;
  }

  /** Waits until an item has been taken. */
  room(): Promise<void> {
    this.checkRunning();
    return this.#room.wait();
  }

  /** Waits until the consumer waits for an item. */
  async demand(): Promise<void> {
    this.checkRunning();
    while (this.#consumer.size === 0) await this.#demand.wait();
  }

  /** Puts an item in place of what nobody has taken. */
  replace(item: T): void {
    this.clear();
    this.put(item);
  }

  /** Drops what nobody has taken. */
  clear(): void {
    this.#items = new Deque();
  }

  /** Adds a worker that puts all items of `feed`. */
  drain(feed: Feed<T>): Worker {
    this.own(feed);
    return this.spawn(() => this.#drain(feed));
  }

  /** The next item, if there is one. */
  take(): IteratorResult<T, undefined> | null {
    if (this.#items.length === 0) return null;
    this.#room.wakeOne();
    return this.#items.shift();
  }

  /** Waits for the next item; `null` at the end. */
  wait(): Promise<IteratorResult<T, undefined> | null> {
    const next = this.#consumer.wait();
    this.#demand.wakeOne();
    return next;
  }

  override onEnd(): void {
    this.#consumer.wakeAll(null);
  }

  async #drain(feed: Feed<T>): Promise<void> {
    const { source } = feed;
    for (;;) {
      let result: IteratorResult<T, unknown>;
      try {
        const step = source.next();
        result = step instanceof Promise ? await step : step;
      } catch (error) {
        this.forget(feed);
        throw error;
      }
      if (result.done) break;
      let item = result.value;
      if (isThenable(item)) item = await item as T;
      if (!this.put(item)) await this.room();
    }
    this.forget(feed);
  }
}

/**
 * The iterator over what a producer makes.
 *
 * It keeps the rules of {@linkcode AsyncItems} itself: behind a pipeline each item would cost another promise. The tasks
 * do not know it, so it can be seen that nobody reads any more.
 */
class Product<T> implements AsyncItems<T> {
  readonly #producer: Producer<T>;
  /** Whether it was closed, or the end or the error has been given out. */
  #isDone = false;

  constructor(producer: Producer<T>) {
    this.#producer = producer;
    whenLost(this, () => producer.stop());
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const result = this.#producer.take();
    return result === null ? this.#wait() : Promise.resolve(result);
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #close(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#producer.clear();
    await this.#producer.close();
  }

  async #wait(): Promise<IteratorResult<T, undefined>> {
    const producer = this.#producer;
    if (this.#isDone) return { done: true, value: undefined };
    if (!producer.isBegun) producer.start();
    let result: IteratorResult<T, undefined> | null;
    try {
      result = producer.isOver ? null : await producer.wait();
    } catch (error) {
      this.#isDone = true;
      producer.clear();
      await producer.closeCancelled();
      throw error;
    }
    if (result !== null) return result;
    if (!this.#isDone) {
      this.#isDone = true;
      producer.check();
    }
    return { done: true, value: undefined };
  }
}

/** The iterator over what `producer` makes. The producer begins with the first `next()`. */
export function itemsOf<T>(producer: Producer<T>): AsyncItems<T> {
  return new Product(producer);
}
