import { describe } from "../../loop/check.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { WaitList } from "../../loop/wait_list.ts";

/**
 * Forces an order on tasks: `at(n)` waits until the blocks of all smaller numbers have been left.
 *
 * **Cancellation.** When a task that waits for its number is cancelled, the sequence is broken, and all others that
 * use it get a `RuntimeError` instead of waiting for ever.
 *
 * @example One after the other
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runVirtual, Sequencer } from "@asyncio/asyncio/testing";
 *
 * const log: string[] = [];
 * await runVirtual(async () => {
 *   const sequence = new Sequencer();
 *   async function step(n: number) {
 *     using _ = await sequence.at(n);
 *     log.push(`step ${n}`);
 *   }
 *   await asyncio.gather(() => step(2), () => step(0), () => step(1));
 * });
 * assertEquals(log, ["step 0", "step 1", "step 2"]);
 * ```
 */
export class Sequencer {
  readonly #waiting = new Map<number, WaitList<void>>();
  readonly #claimed = new Set<number>();
  #next = 0;
  #broken = false;

  /**
   * Waits for the turn of `position`; leaving the block that the result guards passes the turn on.
   *
   * @throws {RangeError} If the position is not a whole number from 0 on.
   * @throws {RuntimeError} If the position was taken already, or the sequence is broken.
   */
  async at(position: number): Promise<SequencerTurn> {
    if (!(Number.isInteger(position) && position >= 0)) {
      throw new RangeError(
        `A position must be a whole number from 0 on: ${describe(position)}`,
      );
    }
    if (this.#claimed.has(position)) {
      throw new RuntimeError(`The position was taken already: ${position}`);
    }
    this.#checkIntact();
    this.#claimed.add(position);
    if (position !== this.#next) await this.#wait(position);
    this.#checkIntact();
    return new SequencerTurn(() => this.#passOn());
  }

  async #wait(position: number): Promise<void> {
    const list = new WaitList<void>();
    this.#waiting.set(position, list);
    try {
      await list.wait();
    } catch (error) {
      this.#broken = true;
      for (const other of this.#waiting.values()) other.wakeAll();
      throw error;
    }
  }

  #passOn(): void {
    this.#next++;
    this.#waiting.get(this.#next)?.wakeAll();
    this.#waiting.delete(this.#next);
  }

  #checkIntact(): void {
    if (this.#broken) {
      throw new RuntimeError(
        "The sequence is broken: a task was cancelled while it waited for its turn",
      );
    }
  }
}

/** A turn of a {@linkcode Sequencer}; disposing of it passes the turn on, once. */
export class SequencerTurn implements Disposable, AsyncDisposable {
  #pass: (() => void) | null;

  /** Made by `Sequencer.at()`. */
  constructor(pass: () => void) {
    this.#pass = pass;
  }

  /** Passes the turn on. */
  [Symbol.dispose](): void {
    const pass = this.#pass;
    this.#pass = null;
    pass?.();
  }

  /** Passes the turn on. */
  [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    return Promise.resolve();
  }
}
