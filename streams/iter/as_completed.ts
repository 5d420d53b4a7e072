import { checkIterable, describe } from "../../loop/check.ts";
import { type Duration, toSeconds } from "../../loop/duration.ts";
import { type Awaitable, ensureFuture } from "../../loop/ensure_future.ts";
import { TimeoutError } from "../../loop/errors.ts";
import type { ResultOf } from "../../tasks/gather.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import { itemsOf, Producer } from "./_producer.ts";
import { checkSignal } from "./_signal.ts";
import { isThenable } from "./_thenable.ts";
import type { AsyncItems } from "./source.ts";

/** Options of {@linkcode asCompleted}. */
export interface AsCompletedOptions extends WaitOptions {
  /** How long all of them may take together, from the first `next()` on: seconds, or an object with units. @default {null: without limit} */
  readonly timeout?: Duration | null | undefined;
}

/**
 * Runs awaitables concurrently and gives their values in the order in which they complete.
 *
 * They belong to the iterator: functions and coroutines begin with the first `next()`, and what is not done when it is
 * closed, fails or runs out of time is cancelled and waited for, also tasks and futures that were passed in.
 * The first error comes out after the values that were there before it: as it is, or as an `ExceptionGroup` if others
 * fail while they stop. One that is given twice comes once.
 *
 * `asCompleted()` of the library gives futures, and cancels nothing. The counterpart of aioitertools' and anyio's
 * `as_completed`. For many of them, see `mapConcurrent()`, which has a limit.
 *
 * **Cancellation.** A cancelled consumer cancels them, and gets `CancelledError` when all have ended. `return()` does
 * the same; so does `signal`, with its reason as the error.
 *
 * @throws {TimeoutError} From `next()`, when the time is over.
 * @throws {TypeError} If `awaitables` is not a list of what can be awaited, or the timeout is neither a number nor an
 * object with units.
 * @throws {RangeError} If the timeout is NaN.
 *
 * @example First come, first served
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asCompleted } from "@asyncio/asyncio/iter";
 *
 * const seen: string[] = [];
 * await asyncio.run(async () => {
 *   const work = [() => asyncio.sleep(0.03, "slow"), () => asyncio.sleep(0.01, "fast")];
 *   for await (const word of asCompleted(work, { timeout: 1 })) seen.push(word);
 * });
 * assertEquals(seen, ["fast", "slow"]);
 * ```
 */
export function asCompleted<const A extends Awaitable<unknown>>(
  awaitables: Iterable<A>,
  options: AsCompletedOptions = {},
): AsyncItems<ResultOf<A>> {
  checkIterable(awaitables, "A list of awaitables");
  const all = [...new Set<Awaitable<unknown>>(awaitables)];
  for (const one of all) checkAwaitable(one);
  const { timeout = null, signal } = options;
  checkSignal(signal);
  return itemsOf(
    new Completing<ResultOf<A>>(
      all as Awaitable<ResultOf<A>>[],
      timeout === null ? null : toSeconds(timeout),
      signal,
    ),
  );
}

class Completing<T> extends Producer<T> {
  readonly #awaitables: readonly Awaitable<T>[];
  readonly #timeout: number | null;

  constructor(
    awaitables: readonly Awaitable<T>[],
    timeout: number | null,
    signal: AbortSignal | undefined,
  ) {
    super([], Infinity, signal);
    this.#awaitables = awaitables;
    this.#timeout = timeout;
  }

  override begin(): void {
    if (this.#timeout !== null) {
      this.setAlarm(this.#timeout, () => this.#onTimeout());
    }
    for (const one of this.#awaitables) this.spawn(() => this.#await(one));
  }

  async #await(awaitable: Awaitable<T>): Promise<void> {
    this.put(
      await (typeof awaitable === "function"
        ? awaitable()
        : ensureFuture(awaitable)),
    );
  }

  #onTimeout(): void {
    this.fail(
      new TimeoutError(
        `Timed out: not all have completed in ${this.#timeout} seconds`,
      ),
    );
  }
}

function checkAwaitable(value: unknown): void {
  if (typeof value === "function" || isThenable(value)) return;
  throw new TypeError(
    `A function, a Coroutine, a Future or a promise is wanted: ${
      describe(value)
    }`,
  );
}
