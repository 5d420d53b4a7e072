import { type Awaitable, ensureFuture } from "../loop/ensure_future.ts";
import { CancelledError } from "../loop/errors.ts";
import { Future } from "../loop/future.ts";
import { FutureObserver } from "../loop/future_observer.ts";

/**
 * Protects what it waits for from the cancellation of the waiter: `await shield(work)` can be cancelled, `work` goes on.
 *
 * A function or coroutine becomes a task, which the loop holds on to. Something that is done already is returned as it
 * is. An error that `work` ends with after the waiter was cancelled goes to the loop's exception handler, once. To keep
 * a part of a task itself from being cancelled, and to wait for it, use `shieldScope()`.
 *
 * **Cancellation.** A cancelled caller gets `CancelledError`. If `work` is cancelled, so is the caller's wait.
 *
 * @throws {TypeError} If it is nothing that can be awaited.
 *
 * @example The write goes on
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * let written = false;
 * await asyncio.run(async () => {
 *   const write = asyncio.createTask(async () => {
 *     await asyncio.sleep(0.02);
 *     written = true;
 *   });
 *   await asyncio.moveOnAfter(0.01, () => asyncio.shield(write));
 *   assertEquals(written, false);
 *   await write;
 * });
 * assertEquals(written, true);
 * ```
 */
export function shield<T>(awaitable: Awaitable<T>): Future<T> {
  const inner = ensureFuture(awaitable);
  if (inner.done()) return inner;
  const outer = new Future<T>({ loop: inner.getLoop() });
  inner.observe(new Shield(inner as Future<unknown>, outer as Future<unknown>));
  return outer;
}

/** Passes on what the inner future comes to, as long as somebody is there to take it. */
class Shield extends FutureObserver {
  readonly #inner: Future<unknown>;
  readonly #outer: Future<unknown>;

  constructor(inner: Future<unknown>, outer: Future<unknown>) {
    super();
    this.#inner = inner;
    this.#outer = outer;
  }

  override onDone(): void {
    const inner = this.#inner;
    const outer = this.#outer;
    if (outer.done()) {
      if (!inner.cancelled()) this.#reportError(inner.exception());
    } else if (inner.cancelled()) {
      outer.cancel(cancelMessage(inner));
    } else {
      const error = inner.exception();
      if (error === null) outer.setResult(inner.result());
      else outer.setException(error);
    }
  }

  #reportError(exception: unknown): void {
    if (
      exception === null || !this.#outer.cancelled() ||
      reported.has(this.#inner)
    ) return;
    reported.add(this.#inner);
    this.#inner.getLoop().callExceptionHandler({
      message: "Exception in a shielded future whose waiter was cancelled",
      exception,
      future: this.#inner,
    });
  }
}

/** The futures whose error went to the exception handler: each does so once, however many shields it has. */
const reported = new WeakSet<Future<unknown>>();

function cancelMessage(future: Future<unknown>): string | undefined {
  try {
    future.result();
  } catch (error) {
    if (error instanceof CancelledError && error.message !== "") {
      return error.message;
    }
  }
}
