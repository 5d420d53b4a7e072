import { type Caller, callerInDebug } from "../loop/caller.ts";
import { RuntimeError } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import { Guard } from "./guard.ts";
import { WouldBlockError } from "./would_block_error.ts";

/** What {@linkcode RwLock.statistics} tells. */
export interface RwLockStatistics {
  /** Whether somebody has the lock, to read or to write. */
  readonly locked: boolean;
  /** How many have it to read. */
  readonly readers: number;
  /** Whether somebody has it to write. */
  readonly writing: boolean;
  /** Who writes and where the lock was acquired; in debug mode only, `null` otherwise. */
  readonly writer: Caller | null;
  /** How many wait for it, readers and writers together. */
  readonly tasksWaiting: number;
}

type Mode = "read" | "write";

/** What somebody wants, and in debug mode who. */
interface Wish {
  readonly mode: Mode;
  readonly caller: Caller | null;
}

const ANONYMOUS: Readonly<Record<Mode, Wish>> = {
  read: { mode: "read", caller: null },
  write: { mode: "write", caller: null },
};

function wish(mode: Mode): Wish {
  const caller = callerInDebug();
  return caller === null ? ANONYMOUS[mode] : { mode, caller };
}

/**
 * A lock that any number of readers share, or one writer has alone.
 *
 * - **FIFO without barging.** Readers and writers stand in one line. A writer that waits stops the readers that come
 *   after it, so that no stream of readers can keep it out; readers who stand behind one another enter together.
 * - **A cancelled waiter never takes a turn with it.** The others move up: if it was a writer, and the readers behind
 *   it waited for nobody else, they enter.
 * - **A value handed over is never lost.** Whoever has been handed the lock has it; a cancel that comes later is raised
 *   at its next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 *
 * It is not owned by a task, and it is not re-entrant. Python's re-entrant locks go by the thread that has them; here
 * one task can run several calls side by side (`Promise.all`), so "this task has it already" does not mean "the caller
 * has it". A reader that acquires it again may wait for a writer that waits for this reader. Nor can a reader become
 * the writer: two who tried would wait for each other. Release it and acquire it to write, and look again at what you
 * have read.
 *
 * asyncio has no such lock.
 *
 * @example Readers share, a writer is alone
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const lock = new asyncio.RwLock();
 * const log: string[] = [];
 *
 * async function read(name: string) {
 *   using _ = await lock.acquireRead();
 *   log.push(`${name} reads`);
 *   await asyncio.sleep(0.01);
 * }
 *
 * async function write() {
 *   using _ = await lock.acquireWrite();
 *   log.push("writing");
 *   await asyncio.sleep(0.01);
 *   log.push("written");
 * }
 *
 * await asyncio.run(() =>
 *   asyncio.gather(() => read("a"), () => read("b"), write, () => read("c"))
 * );
 * assertEquals(log, ["a reads", "b reads", "writing", "written", "c reads"]);
 * ```
 */
export class RwLock {
  // Invariant: #readers === 0 || !#isWriting
  #readers = 0;
  #isWriting = false;
  // A writer that gives up may have been all that the readers behind it waited for.
  readonly #waiters: WaitList<Guard, Wish> = new WaitList(() => this.#admit());
  /** In debug mode, who writes. */
  #writer: Caller | null = null;
  readonly #readSide = { release: () => this.releaseRead() };
  readonly #writeSide = { release: () => this.releaseWrite() };

  /** Whether somebody has the lock, to read or to write. */
  locked(): boolean {
    return this.#isWriting || this.#readers > 0;
  }

  /**
   * Takes the lock to read, together with other readers, and waits if somebody writes or waits already.
   *
   * **Cancellation.** A cancelled caller leaves the line and does not get the lock; the others move up. A lock that is
   * free to read is taken without a wait, so that a pending cancel is not raised here.
   *
   * @returns A guard that releases it: `using _ = await lock.acquireRead()`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Two readers at once
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const lock = new asyncio.RwLock();
   * using _ = await lock.acquireRead();
   * using __ = await lock.acquireRead();
   * assertEquals(lock.statistics().readers, 2);
   * ```
   */
  acquireRead(options?: WaitOptions): Promise<Guard> {
    if (!this.#isFree("read")) {
      return this.#waiters.wait(options, wish("read"));
    }
    return refusedBy(options) ??
      Promise.resolve(this.#enter(wish("read")));
  }

  /**
   * Takes the lock to write, alone, and waits if somebody has it or waits already.
   *
   * **Cancellation.** A cancelled caller leaves the line and does not get the lock; the others move up, and readers that
   * it alone held back enter. A free lock is taken without a wait, so that a pending cancel is not raised here.
   *
   * @returns A guard that releases it: `using _ = await lock.acquireWrite()`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Nobody else is in
   * ```ts
   * import { assertThrows } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const lock = new asyncio.RwLock();
   * using _ = await lock.acquireWrite();
   * assertThrows(() => lock.tryAcquireRead(), asyncio.WouldBlockError);
   * ```
   */
  acquireWrite(options?: WaitOptions): Promise<Guard> {
    if (!this.#isFree("write")) {
      return this.#waiters.wait(options, wish("write"));
    }
    return refusedBy(options) ??
      Promise.resolve(this.#enter(wish("write")));
  }

  /**
   * Takes the lock to read if nobody writes or waits.
   *
   * @returns A guard that releases it: `using _ = lock.tryAcquireRead()`.
   * @throws {WouldBlockError} If {@linkcode acquireRead} would wait.
   */
  tryAcquireRead(): Guard {
    return this.#tryAcquire("read");
  }

  /**
   * Takes the lock to write if nobody has it or waits.
   *
   * @returns A guard that releases it: `using _ = lock.tryAcquireWrite()`.
   * @throws {WouldBlockError} If {@linkcode acquireWrite} would wait.
   */
  tryAcquireWrite(): Guard {
    return this.#tryAcquire("write");
  }

  /**
   * Ends the turn of one reader. The last one to leave lets in whoever has waited longest.
   *
   * @throws {RuntimeError} If nobody has the lock to read.
   */
  releaseRead(): void {
    if (this.#readers === 0) {
      throw new RuntimeError("Cannot release the lock: nobody reads");
    }
    this.#readers--;
    this.#admit();
  }

  /**
   * Ends the turn of the writer, and lets in whoever has waited longest: a writer, or the readers up to the next one.
   *
   * @throws {RuntimeError} If nobody has the lock to write.
   */
  releaseWrite(): void {
    if (!this.#isWriting) {
      throw new RuntimeError("Cannot release the lock: nobody writes");
    }
    this.#isWriting = false;
    this.#writer = null;
    this.#admit();
  }

  #tryAcquire(mode: Mode): Guard {
    if (!this.#isFree(mode)) {
      throw new WouldBlockError(
        `Cannot acquire the lock to ${mode} at once: ${this}`,
      );
    }
    return this.#enter(wish(mode));
  }

  #isFree(mode: Mode): boolean {
    return this.#waiters.size === 0 && this.#canEnter(mode);
  }

  #canEnter(mode: Mode): boolean {
    return mode === "read" ? !this.#isWriting : !this.locked();
  }

  #enter({ mode, caller }: Wish): Guard {
    if (mode === "read") {
      this.#readers++;
      return new Guard(this.#readSide);
    }
    this.#isWriting = true;
    this.#writer = caller;
    return new Guard(this.#writeSide);
  }

  /** Lets in those who wait, in order, up to the first who has to go on waiting. */
  #admit(): void {
    for (
      let next = this.#waiters.first;
      next !== undefined && this.#canEnter(next.mode);
      next = this.#waiters.first
    ) this.#waiters.wakeOne(this.#enter(next));
  }

  /** What is going on, as a frozen object. */
  statistics(): RwLockStatistics {
    return Object.freeze({
      locked: this.locked(),
      readers: this.#readers,
      writing: this.#isWriting,
      writer: this.#writer,
      tasksWaiting: this.#waiters.size,
    });
  }

  /** Such as `<RwLock [readers:2, waiters:1]>`, `<RwLock [writing]>` or `<RwLock [unlocked]>`. */
  toString(): string {
    const readers = this.#readers === 0
      ? "unlocked"
      : `readers:${this.#readers}`;
    const by = this.#writer === null ? "" : ` by ${this.#writer}`;
    const state = this.#isWriting ? `writing${by}` : readers;
    return summary(this, state, this.#waiters.size);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}
