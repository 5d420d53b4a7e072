import { currentExecution, type Execution } from "./_execution.ts";
import { type Linked, LinkedList } from "./_linked_list.ts";
import { openPromise, rejectLast, resolveLast } from "./_promise.ts";
import { refusal } from "./_refusal.ts";
import { Waiter } from "./_waiter.ts";
import type { WaitOptions } from "./wait_options.ts";

let lineOf: <T, A>(list: WaitList<T, A>) => Line;

/**
 * The suspension primitive: a FIFO list of tasks that wait to be woken. Locks, queues and channels are state
 * around one of these.
 *
 * - **FIFO.** Whoever waits first is woken first.
 * - **Nothing is lost.** A woken waiter has left the list with its value; a cancel that comes later is delivered
 *   at that task's next suspension. So what `wakeOne(value)` hands over has always arrived.
 * - **A cancelled waiter leaves at once**, in constant time, and takes nothing with it.
 * - It works outside of `run()` too, on the thread's own loop.
 * - A waiter may bring something along, such as the item that it waits to put: {@linkcode first}.
 * - {@linkcode waitAny} waits in several lists at once.
 *
 * @typeParam T What a waiter is woken with.
 * @typeParam A What a waiter brings along.
 *
 * @example A gate that opens once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * class Gate {
 *   #open = false;
 *   #waiting = new asyncio.WaitList<void>();
 *
 *   async pass() {
 *     if (!this.#open) await this.#waiting.wait();
 *   }
 *
 *   open() {
 *     this.#open = true;
 *     this.#waiting.wakeAll();
 *   }
 * }
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   const gate = new Gate();
 *   const task = asyncio.createTask(async () => {
 *     await gate.pass();
 *     log.push("through");
 *   });
 *   await asyncio.sleep(0);
 *   log.push("opening");
 *   gate.open();
 *   await task;
 * });
 * assertEquals(log, ["opening", "through"]);
 * ```
 */
export class WaitList<T = void, A = undefined> {
  readonly #waiters: Line;

  static {
    lineOf = (list) => list.#waiters;
  }

  /**
   * Makes an empty list.
   *
   * @param onLeave Called whenever a waiter has left by itself, cancelled or by its signal: those behind it may have
   * waited for nothing else.
   */
  constructor(onLeave: (() => void) | null = null) {
    this.#waiters = new Line(onLeave);
  }

  /** How many wait. */
  get size(): number {
    return this.#waiters.size;
  }

  /** What the first waiter has brought along, if anybody waits. */
  get first(): A | undefined {
    return this.#waiters.first?.brought as A | undefined;
  }

  /**
   * Suspends the current task until it is woken.
   *
   * **Cancellation.** A cancelled caller leaves the list and gets `CancelledError`; the others move up. If it was
   * woken already, it gets its value, and the cancel at its next suspension.
   *
   * @param brought What the waiter brings along, for {@linkcode first} and {@linkcode failWhere}.
   * @returns What it was woken with.
   */
  wait(options?: WaitOptions, brought?: A): Promise<T> {
    const execution = currentExecution();
    const refused = refusal(execution, options);
    if (refused !== null) return refused;
    const promise = openPromise<T>();
    const waiter = new ListWaiter(
      execution,
      resolveLast,
      rejectLast,
      this.#waiters,
      brought,
    );
    this.#waiters.push(waiter);
    if (options?.signal !== undefined) waiter.watch(options.signal);
    return promise;
  }

  /** Wakes the first waiter with `value`. Returns false if nobody waits. */
  wakeOne(value: T): boolean {
    const waiter = this.#waiters.shift();
    waiter?.wake(value);
    return waiter !== null;
  }

  /** Wakes all who wait now, in order, with `value`. Returns how many. */
  wakeAll(value: T): number {
    return this.#takeAll((waiter) => waiter.wake(value));
  }

  /** Lets the first waiter fail with `error`. Returns false if nobody waits. */
  failOne(error: unknown): boolean {
    const waiter = this.#waiters.shift();
    waiter?.fail(error);
    return waiter !== null;
  }

  /** Lets all who wait now fail with `error`, in order. Returns how many. */
  failAll(error: unknown): number {
    return this.#takeAll((waiter) => waiter.fail(error));
  }

  /** Lets those fail with `error` whose `brought` passes `test`, in order. Looks at all who wait. Returns how many. */
  failWhere(test: (brought: A) => boolean, error: unknown): number {
    const failing = [...this.#waiters].filter((entry) =>
      test(entry.brought as A)
    );
    for (const entry of failing) {
      this.#waiters.remove(entry);
      entry.fail(error);
    }
    return failing.length;
  }

  #takeAll(settle: (waiter: Entry) => void): number {
    const count = this.#waiters.size;
    for (
      let waiter = this.#waiters.shift();
      waiter !== null;
      waiter = this.#waiters.shift()
    ) settle(waiter);
    return count;
  }
}

/** Which list woke {@linkcode waitAny}, and with what. */
export interface Woken<T> {
  /** The place of the list among those that were given. */
  readonly index: number;
  /** What it was woken with. */
  readonly value: T;
}

/**
 * Suspends the current task in several lists at once, until one of them wakes it; it has left the others by then. If
 * one of them lets it fail, it goes on waiting in the others; when all have, it fails with the last error.
 *
 * **Cancellation.** As for {@linkcode WaitList.wait}: a cancelled caller leaves all lists.
 *
 * @param lists At least one.
 * @param brought What the waiter brings along to each list, in the same order.
 * @throws {RangeError} If there is no list.
 *
 * @example Two gates
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const [left, right] = [new asyncio.WaitList<string>(), new asyncio.WaitList<string>()];
 * await asyncio.run(async () => {
 *   const task = asyncio.createTask(() => asyncio.waitAny([left, right]));
 *   await asyncio.sleep(0);
 *   right.wakeOne("come in");
 *   assertEquals(await task, { index: 1, value: "come in" });
 *   assertEquals(left.size, 0);
 * });
 * ```
 */
export function waitAny<T, A = undefined>(
  lists: readonly WaitList<T, A>[],
  options: WaitOptions = {},
  brought: readonly A[] = [],
): Promise<Woken<T>> {
  if (lists.length === 0) {
    return Promise.reject(new RangeError("Cannot wait in no list at all"));
  }
  const execution = currentExecution();
  const refused = refusal(execution, options);
  if (refused !== null) return refused;
  const promise = openPromise<Woken<T>>();
  const waiter = new AnyWaiter(execution, resolveLast, rejectLast);
  for (let i = 0; i < lists.length; i++) {
    waiter.join(lineOf(lists[i]!), brought[i]);
  }
  if (options.signal !== undefined) waiter.watch(options.signal);
  return promise;
}

/** What stands in a list: a waiter, or one's place in one of several lists. */
interface Entry extends Linked {
  readonly brought: unknown;
  wake(value: unknown): void;
  fail(error: unknown): void;
}

class Line extends LinkedList<Entry> {
  readonly #onLeave: (() => void) | null;

  constructor(onLeave: (() => void) | null) {
    super();
    this.#onLeave = onLeave;
  }

  /** Says that a waiter has left by itself. */
  noteLeft(): void {
    this.#onLeave?.();
  }
}

class ListWaiter extends Waiter implements Entry {
  readonly #list: Line;
  prev: Linked | null = null;
  next: Linked | null = null;

  constructor(
    execution: Execution,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    list: Line,
    brought: unknown,
  ) {
    super(execution, resolve, reject, brought);
    this.#list = list;
  }

  get brought(): unknown {
    return this.made;
  }

  leave(): void {
    this.#list.remove(this);
    this.#list.noteLeft();
  }
}

/** A waiter that stands in several lists. */
class AnyWaiter extends Waiter {
  /** Its places, `null` where it does not stand any more. */
  readonly #places: (Place | null)[] = [];
  #standing = 0;

  join(list: Line, brought: unknown): void {
    const place = new Place(this, this.#places.length, list, brought);
    this.#places.push(place);
    this.#standing++;
    list.push(place);
  }

  wakeAt(index: number, value: unknown): void {
    this.#places[index] = null;
    this.leave();
    this.wake({ index, value });
  }

  failAt(index: number, error: unknown): void {
    this.#places[index] = null;
    if (--this.#standing === 0) this.fail(error);
  }

  leave(): void {
    const places = this.#places.splice(0);
    for (const place of places) place?.list.remove(place);
    for (const place of places) place?.list.noteLeft();
  }
}

class Place implements Entry {
  readonly list: Line;
  readonly brought: unknown;
  readonly #waiter: AnyWaiter;
  readonly #index: number;
  prev: Linked | null = null;
  next: Linked | null = null;

  constructor(
    waiter: AnyWaiter,
    index: number,
    list: Line,
    brought: unknown,
  ) {
    this.#waiter = waiter;
    this.#index = index;
    this.list = list;
    this.brought = brought;
  }

  wake(value: unknown): void {
    this.#waiter.wakeAt(this.#index, value);
  }

  fail(error: unknown): void {
    this.#waiter.failAt(this.#index, error);
  }
}
