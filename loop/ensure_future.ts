import { currentExecution } from "./_execution.ts";
import { isThenable } from "./_promise.ts";
import { isCoroutine } from "./coroutine.ts";
import { checkFunction, describe } from "./check.ts";
import { isCancelled, orError } from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";
import { Future, isFuture, settlers } from "./future.ts";
import type { Cold } from "./task.ts";

/** What can be waited for: work that has not begun (a function, a `Coroutine`), or anything that `await` takes. */
export type Awaitable<T> = Cold<T> | PromiseLike<T>;

/** How a promise is taken over. */
export interface EnsureFutureOptions {
  /** The loop of the future; it must be the one of a future that is passed in. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
  /**
   * Called when a promise's future is cancelled, before those who wait hear of it: the way to stop the work behind it, such as `() => query.cancel()`.
   * @default {none: the promise is abandoned}
   */
  readonly onCancel?: (() => void) | undefined;
}

/**
 * Makes a future of anything awaitable: a function or coroutine becomes a task, a future is returned as it is, a
 * promise is wrapped so that waiting for it can be cancelled.
 *
 * **Cancellation.** Cancelling the future of a promise ends the waits on it at once and calls `onCancel`. The
 * promise itself goes on; what it comes to is dropped.
 *
 * @throws {TypeError} If it is nothing that can be awaited.
 * @throws {RangeError} If a future belongs to another loop than `loop`.
 *
 * @example Give up on a promise, and stop the work behind it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * let stopped = false;
 * await asyncio.run(async () => {
 *   const { promise } = Promise.withResolvers<void>(); // never ends by itself
 *   const query = asyncio.ensureFuture(promise, { onCancel: () => stopped = true });
 *   await asyncio.moveOnAfter(0.01, () => query);
 * });
 * assertEquals(stopped, true);
 * ```
 */
export function ensureFuture<T>(
  awaitable: Awaitable<T>,
  options: EnsureFutureOptions = {},
): Future<T> {
  const { onCancel } = options;
  if (onCancel !== undefined) checkFunction(onCancel, "'onCancel'");
  if (isFuture(awaitable)) {
    if (options.loop !== undefined && options.loop !== awaitable.getLoop()) {
      throw new RangeError(
        `The future belongs to a different loop than the one given: ${awaitable}`,
      );
    }
    return awaitable as Future<T>;
  }
  const loop = options.loop ?? currentExecution().core.loop;
  if (typeof awaitable === "function" || isCoroutine(awaitable)) {
    return loop.createTask(awaitable as Cold<T>);
  }
  if (!isThenable(awaitable)) {
    throw new TypeError(
      `A function, a Coroutine, a Future or a promise is wanted: ${
        describe(awaitable)
      }`,
    );
  }
  return wrapThenable(awaitable, loop, onCancel);
}

/** How {@linkcode wrapFuture} wraps. */
export interface WrapFutureOptions {
  /** The loop of the future. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/** Makes a future of a promise; a future is returned as it is. Like `ensureFuture()`, but refuses functions. */
export function wrapFuture<T>(
  future: PromiseLike<T>,
  options: WrapFutureOptions = {},
): Future<T> {
  if (
    typeof future === "function" || isCoroutine(future) || !isThenable(future)
  ) {
    throw new TypeError(`A future or a promise is wanted: ${describe(future)}`);
  }
  return ensureFuture(future, options);
}

function wrapThenable<T>(
  promise: PromiseLike<T>,
  loop: EventLoop,
  onCancel: (() => void) | undefined,
): Future<T> {
  const future = onCancel === undefined
    ? new Future<T>({ loop })
    : new AbandonableFuture<T>(loop, onCancel);
  const target = future as Future<unknown>;
  promise.then(
    (value) => {
      if (!future.done()) settlers.value(target, value);
    },
    (error: unknown) => {
      if (future.done()) return;
      if (isCancelled(error)) {
        settlers.cancelled(target, error.message || undefined);
      } else settlers.error(target, orError(error));
    },
  );
  return future;
}

/** The future of a promise whose work can be stopped. */
class AbandonableFuture<T> extends Future<T> {
  #onCancel: (() => void) | null;

  constructor(loop: EventLoop, onCancel: () => void) {
    super({ loop });
    this.#onCancel = onCancel;
  }

  override cancel(message?: string): boolean {
    if (this.done()) return super.cancel(message);
    const onCancel = this.#onCancel;
    // It may lead back to here.
    this.#onCancel = null;
    // Before those who wait hear of it: they may let go of what the work stands on.
    try {
      onCancel?.();
    } catch (exception) {
      this.getLoop().callExceptionHandler({
        message: "Exception in onCancel()",
        exception,
        future: this as Future<unknown>,
      });
    }
    return super.cancel(message) || this.cancelled();
  }
}
