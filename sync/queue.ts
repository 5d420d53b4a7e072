import { describe } from "../loop/check.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { Deque } from "../loop/deque.ts";
import { QueueEmpty, QueueFull, QueueShutDown } from "./queue_errors.ts";

/** What {@linkcode Queue.statistics} tells. */
export interface QueueStatistics {
  /** How many items are in the queue. */
  readonly qsize: number;
  /** How many there may be; 0 or less is without limit. */
  readonly maxsize: number;
  /** How many tasks wait in `get()`. */
  readonly getters: number;
  /** How many tasks wait in `put()`. */
  readonly putters: number;
  /** How many tasks wait in `join()`. */
  readonly joiners: number;
  /** How many items have been put and not been marked with `taskDone()`. */
  readonly unfinished: number;
  /** Whether `shutdown()` has been called. */
  readonly isShutdown: boolean;
}

/**
 * A first in, first out queue between tasks, with an optional limit.
 *
 * - **FIFO without barging.** Items come out in the order in which `put()` was called; getters get them in the order in
 *   which they came, and putters get room in the order in which they came. An item goes to the getter that waits
 *   longest inside of `putNowait()`, and free room to the putter that waits longest inside of `getNowait()`, so nobody
 *   who comes later can take it away from them.
 * - **A cancelled waiter never takes an item or a slot with it.** A cancelled getter leaves its item to the next, and a
 *   cancelled putter neither puts its item nor takes up room.
 * - **A value handed over is never lost.** An item that has been handed to a getter arrives there, and a later cancel is
 *   raised at that task's next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 * - **Every operation takes constant time**, however many items and waiters there are.
 * - **`for await`** gets item after item and ends when the queue has been shut down and is empty. It does not call
 *   `taskDone()`: the loop's body does, if anyone uses `join()`.
 * - An item that is a promise is awaited by `get()`, as JavaScript does; `getNowait()` returns it as it is.
 *
 * Differs from CPython, which is less strict: there a woken getter or putter has only been promised its turn, so
 * `get_nowait()` and `put_nowait()` may barge in front of it, and `qsize()` counts its item until it has run.
 *
 * **Hooks.** A subclass with another order or another store overrides {@linkcode storeItem}, {@linkcode takeItem} and
 * {@linkcode qsize}, CPython's `_put`, `_get` and `qsize`. There is no `_init`: a subclass keeps its store in a field.
 * Every item goes through the hooks, one that is handed on at once, too. If a hook throws, the one whose call it was
 * for gets the error.
 *
 * @typeParam T The type of the items.
 *
 * @example Producer and consumer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const seen: number[] = [];
 * await asyncio.run(async () => {
 *   const queue = new asyncio.Queue<number>(2);
 *   const consumer = asyncio.createTask(async () => {
 *     for await (const item of queue) seen.push(item);
 *   });
 *   for (let i = 0; i < 5; i++) await queue.put(i);
 *   queue.shutdown();
 *   await consumer;
 * });
 * assertEquals(seen, [0, 1, 2, 3, 4]);
 * ```
 */
export class Queue<T = unknown> implements AsyncIterable<T> {
  readonly #maxsize: number;
  readonly #items: Deque<T> = new Deque();
  // Invariant: getters wait only while the queue is empty, putters only while it is full.
  readonly #getters: WaitList<T> = new WaitList();
  /** Each waits with its item, which the queue takes itself when there is room: so items never change their order. */
  readonly #putters: WaitList<void, T> = new WaitList();
  // Invariant: joiners wait only while #unfinished > 0.
  readonly #joiners: WaitList<void> = new WaitList();
  #unfinished = 0;
  #isShutdown = false;

  /**
   * Makes an empty queue.
   *
   * @param maxsize How many items it holds at most; 0 or less is without limit.
   * @throws {TypeError} If `maxsize` is not a number.
   * @throws {RangeError} If `maxsize` is `NaN`.
   */
  constructor(maxsize: number = 0) {
    if (typeof maxsize !== "number") {
      throw new TypeError(`'maxsize' must be a number: ${describe(maxsize)}`);
    }
    if (Number.isNaN(maxsize)) {
      throw new RangeError("'maxsize' must be a number: NaN");
    }
    this.#maxsize = maxsize;
  }

  /** How many items the queue holds at most; 0 or less is without limit. */
  get maxsize(): number {
    return this.#maxsize;
  }

  /** How many items are in the queue. A hook: a subclass with a store of its own counts what is in there. */
  qsize(): number {
    return this.#items.length;
  }

  /** Whether there is no item. */
  empty(): boolean {
    return this.qsize() === 0;
  }

  /** Whether there are {@linkcode maxsize} items; never if there is no limit. */
  full(): boolean {
    return this.#maxsize > 0 && this.qsize() >= this.#maxsize;
  }

  /**
   * A hook: puts an item into the store. CPython's `_put`. It is there to be overridden; only the queue calls it:
   * called from elsewhere, it would wake no getter.
   *
   * @example A queue that forgets what it holds already
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * class SetQueue<T> extends asyncio.Queue<T> {
   *   #items = new Set<T>();
   *
   *   override qsize() {
   *     return this.#items.size;
   *   }
   *
   *   override storeItem(item: T) {
   *     this.#items.add(item);
   *   }
   *
   *   override takeItem(): T {
   *     const [first] = this.#items;
   *     this.#items.delete(first!);
   *     return first!;
   *   }
   * }
   *
   * const queue = new SetQueue<string>();
   * for (const item of ["a", "b", "a"]) queue.putNowait(item);
   * assertEquals([queue.getNowait(), queue.getNowait(), queue.empty()], ["a", "b", true]);
   * ```
   */
  storeItem(item: T): void {
    this.#items.push(item);
  }

  /** A hook: takes the next item out of the store, which is not empty. CPython's `_get`. Only the queue calls it. */
  takeItem(): T {
    return this.#items.shift();
  }

  /**
   * Puts an item into the queue; if that is full, waits until there is room.
   *
   * **Cancellation.** A cancelled caller has not put its item and leaves the line; those behind it move up. If the item
   * has been taken in already, it stays, and the cancel is raised at the caller's next wait.
   *
   * @throws {QueueShutDown} If the queue has been shut down, or is while the caller waits.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  put(item: T, options?: WaitOptions): Promise<void> {
    return this.#isShutdown || !this.full()
      ? this.#putAtOnce(item, options)
      : this.#putters.wait(options, item);
  }

  // deno-lint-ignore require-await -- what `putNowait()` throws has to be a rejection
  async #putAtOnce(item: T, options: WaitOptions | undefined): Promise<void> {
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    this.putNowait(item);
  }

  /**
   * Puts an item into the queue at once.
   *
   * @throws {QueueFull} If there is no room.
   * @throws {QueueShutDown} If the queue has been shut down.
   */
  putNowait(item: T): void {
    if (this.#isShutdown) throw this.#putRefusal();
    if (this.full()) {
      throw new QueueFull(
        `Cannot put an item as the queue is full: 'maxsize' is ${this.#maxsize}`,
      );
    }
    this.#store(item);
    this.#handOver();
  }

  /**
   * Takes the next item; if there is none, waits for one.
   *
   * **Cancellation.** A cancelled caller takes no item with it and leaves the line; those behind it move up. If it has
   * been handed an item already, it gets that, and the cancel at its next wait. A task that does nothing but return the
   * item, `createTask(() => queue.get())`, has no next wait: it ends as cancelled, and its result, the item, is not to
   * be had any more. Use the item inside of the task. (In CPython, the item stays in the queue.)
   *
   * @throws {QueueShutDown} If the queue has been shut down and is empty, or is shut down while the caller waits.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Not for ever
   * ```ts
   * import { assertRejects } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * await asyncio.run(async () => {
   *   const queue = new asyncio.Queue<string>();
   *   await assertRejects(() => asyncio.waitFor(() => queue.get(), 0.01), asyncio.TimeoutError);
   * });
   * ```
   */
  get(options?: WaitOptions): Promise<T> {
    return this.#isShutdown || !this.empty()
      ? this.#getAtOnce(options)
      : this.#getters.wait(options);
  }

  // deno-lint-ignore require-await -- what `getNowait()` throws has to be a rejection
  async #getAtOnce(options: WaitOptions | undefined): Promise<T> {
    return refusedBy(options) ?? this.getNowait();
  }

  /**
   * Takes the next item at once.
   *
   * @throws {QueueEmpty} If there is none.
   * @throws {QueueShutDown} If there is none, and the queue has been shut down.
   */
  getNowait(): T {
    if (this.empty()) {
      if (this.#isShutdown) throw this.#getRefusal();
      throw new QueueEmpty("Cannot get an item as the queue is empty");
    }
    const item = this.takeItem();
    this.#handOver();
    return item;
  }

  /**
   * Says that the work on an item is done. A consumer calls it once for every item it got; when all items that have
   * been put are done, {@linkcode join} returns.
   *
   * @throws {RangeError} If it is called more often than items have been put.
   */
  taskDone(): void {
    if (this.#unfinished === 0) {
      throw new RangeError(
        "taskDone() was called too many times: no item is unfinished",
      );
    }
    this.#unfinished--;
    this.#wakeJoiners();
  }

  /**
   * Waits until {@linkcode taskDone} has been called for every item that has been put. That the queue is empty is not
   * enough.
   *
   * **Cancellation.** A cancelled caller stops waiting; the queue and the others do not notice.
   *
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Wait for the workers
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * let sum = 0;
   * await asyncio.run(async () => {
   *   const queue = new asyncio.Queue<number>();
   *   for (let i = 1; i <= 10; i++) queue.putNowait(i);
   *   const workers = [1, 2].map(() =>
   *     asyncio.createTask(async () => {
   *       for await (const item of queue) {
   *         await asyncio.sleep(0.001);
   *         sum += item;
   *         queue.taskDone();
   *       }
   *     })
   *   );
   *   await queue.join();
   *   queue.shutdown();
   *   await asyncio.wait(workers);
   * });
   * assertEquals(sum, 55);
   * ```
   */
  async join(options: WaitOptions = {}): Promise<void> {
    await (this.#unfinished > 0
      ? this.#joiners.wait(options)
      : refusedBy(options));
  }

  /**
   * Closes the queue: putting fails with {@linkcode QueueShutDown} from now on, and getting as soon as the queue is
   * empty. All who wait in `put()` and `get()` get this error at once.
   *
   * With `immediate`, the items that are left are dropped and counted as done, which may let `join()` return; items
   * that are being worked on still hold it up.
   *
   * @param immediate Whether to drop the items. @default {false}
   * @throws {TypeError} If `immediate` is not a boolean.
   */
  shutdown(immediate: boolean = false): void {
    if (typeof immediate !== "boolean") {
      throw new TypeError(
        `'immediate' must be a boolean: ${describe(immediate)}`,
      );
    }
    this.#isShutdown = true;
    try {
      if (immediate) this.#dropAll();
    } finally {
      for (let left = this.#getters.size; left > 0; left--) {
        this.#getters.failOne(this.#getRefusal());
      }
      for (let left = this.#putters.size; left > 0; left--) {
        this.#putters.failOne(this.#putRefusal());
      }
    }
  }

  /** Returns how many items and waiters there are, as a frozen snapshot. */
  statistics(): QueueStatistics {
    return Object.freeze({
      qsize: this.qsize(),
      maxsize: this.#maxsize,
      getters: this.#getters.size,
      putters: this.#putters.size,
      joiners: this.#joiners.size,
      unfinished: this.#unfinished,
      isShutdown: this.#isShutdown,
    });
  }

  /**
   * Iterates over the items as they come, each `next()` being a {@linkcode get}, and ends when the queue has been shut
   * down and is empty. Several loops share the items; one that is left leaves the rest to the others. Python's queues
   * cannot be iterated.
   *
   * **Cancellation.** As for `get()`: a cancelled loop takes no item with it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new QueueIterator(this);
  }

  /** Such as `<Queue maxsize=2 qsize=2 putters=1 unfinished=3>`. */
  toString(): string {
    const parts = [`${this.constructor.name} maxsize=${this.#maxsize}`];
    const { qsize, getters, putters, unfinished } = this.statistics();
    for (
      const [name, count] of Object.entries({
        qsize,
        getters,
        putters,
        unfinished,
      })
    ) if (count > 0) parts.push(`${name}=${count}`);
    if (this.#isShutdown) parts.push("shutdown");
    return `<${parts.join(" ")}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #store(item: T): void {
    this.storeItem(item);
    this.#unfinished++;
  }

  /** Hands items to those who wait for one and room to those who wait for that, until nothing moves any more. */
  #handOver(): void {
    for (;;) {
      if (this.#getters.size > 0 && !this.empty()) this.#serveGetter();
      else if (this.#putters.size > 0 && !this.full()) {
        this.#servePutter();
      } else return;
    }
  }

  #serveGetter(): void {
    let item: T;
    try {
      item = this.takeItem();
    } catch (error) {
      this.#getters.failOne(error);
      return;
    }
    this.#getters.wakeOne(item);
  }

  #servePutter(): void {
    try {
      this.#store(this.#putters.first as T);
    } catch (error) {
      this.#putters.failOne(error);
      return;
    }
    this.#putters.wakeOne();
  }

  #dropAll(): void {
    while (!this.empty()) {
      this.takeItem();
      if (this.#unfinished > 0) this.#unfinished--;
    }
    this.#wakeJoiners();
  }

  #wakeJoiners(): void {
    if (this.#unfinished === 0) this.#joiners.wakeAll();
  }

  #putRefusal(): QueueShutDown {
    return new QueueShutDown(
      "Cannot put an item: the queue has been shut down",
    );
  }

  #getRefusal(): QueueShutDown {
    return new QueueShutDown(
      "Cannot get an item: the queue has been shut down",
    );
  }
}

class QueueIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T>) {
    this.#queue = queue;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    try {
      return { done: false, value: await this.#queue.get() };
    } catch (error) {
      if (!(error instanceof QueueShutDown)) throw error;
      return { done: true, value: undefined };
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
