import { currentExecution, type Execution } from "./_execution.ts";
import { LinkedList } from "./_linked_list.ts";
import { openPromise, rejectLast, resolveLast } from "./_promise.ts";
import { refusal } from "./_refusal.ts";
import { QueuedWaiter, type Waiter } from "./_waiter.ts";
import type { WaitOptions } from "./wait_options.ts";

/**
 * The suspension primitive: a FIFO list of tasks that wait to be woken. Locks, queues and channels are state
 * around one of these.
 *
 * - **FIFO.** Whoever waits first is woken first.
 * - **Nothing is lost.** A woken waiter has left the list with its value; a cancel that comes later is delivered
 *   at that task's next suspension. So what `wakeOne(value)` hands over has always arrived.
 * - **A cancelled waiter leaves at once**, in constant time, and takes nothing with it.
 * - It works outside of `run()` too, on the thread's own loop.
 *
 * @typeParam T What a waiter is woken with.
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
export class WaitList<T = void> {
  readonly #waiters: LinkedList<ListWaiter> = new LinkedList();

  /** How many tasks wait. */
  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Suspends the current task until it is woken.
   *
   * **Cancellation.** A cancelled caller leaves the list and gets `CancelledError`; the others move up. If it was
   * woken already, it gets its value, and the cancel at its next suspension.
   *
   * @returns What it was woken with.
   */
  wait(options: WaitOptions = {}): Promise<T> {
    const execution = currentExecution();
    const refused = refusal(execution, options.signal);
    if (refused !== null) return refused;
    const promise = openPromise<T>();
    const waiter = new ListWaiter(
      execution,
      resolveLast,
      rejectLast,
      this.#waiters,
    );
    this.#waiters.push(waiter);
    if (options.signal !== undefined) waiter.watch(options.signal);
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

  #takeAll(settle: (waiter: Waiter) => void): number {
    const count = this.#waiters.size;
    for (
      let waiter = this.#waiters.shift();
      waiter !== null;
      waiter = this.#waiters.shift()
    ) settle(waiter);
    return count;
  }
}

class ListWaiter extends QueuedWaiter {
  readonly #list: LinkedList<ListWaiter>;

  constructor(
    execution: Execution,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    list: LinkedList<ListWaiter>,
  ) {
    super(execution, resolve, reject);
    this.#list = list;
  }

  leave(): void {
    this.#list.remove(this);
  }
}
