import { type Awaitable, ensureFuture } from "../loop/ensure_future.ts";
import { CancelledError } from "../loop/errors.ts";
import { Future } from "../loop/future.ts";
import type { FutureObserver } from "../loop/future_observer.ts";
import { CallbackObserver } from "./_callback_observer.ts";

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
  return new Shielded<T>(inner);
}

/** The future that {@linkcode shield} returns. */
class Shielded<T> extends Future<T> {
  readonly #inner: Future<T>;
  readonly #observer: FutureObserver;

  constructor(inner: Future<T>) {
    super({ loop: inner.getLoop() });
    this.#inner = inner;
    this.#observer = new CallbackObserver(() => this.#copy());
    inner.observe(this.#observer);
  }

  override cancel(message?: string): boolean {
    if (this.done()) return super.cancel(message);
    this.#inner.unobserve(this.#observer);
    reportErrorOf(this.#inner as Future<unknown>);
    return super.cancel(message);
  }

  #copy(): void {
    const inner = this.#inner;
    if (inner.cancelled()) {
      super.cancel(cancelMessage(inner as Future<unknown>));
      return;
    }
    const error = inner.exception();
    if (error === null) this.setResult(inner.result());
    else this.setException(error);
  }
}

/** The futures whose error goes to the exception handler: each once, however many shields it had. */
const reported = new WeakSet<Future<unknown>>();

/** Nobody waits for the future any more, so its error has nowhere else to go. */
function reportErrorOf(future: Future<unknown>): void {
  if (reported.has(future)) return;
  reported.add(future);
  future.observe(
    new CallbackObserver(() => {
      const exception = future.cancelled() ? null : future.exception();
      if (exception === null) return;
      future.getLoop().callExceptionHandler({
        message: "Exception in a shielded future whose waiter was cancelled",
        exception,
        future,
      });
    }),
  );
}

function cancelMessage(future: Future<unknown>): string | undefined {
  try {
    future.result();
  } catch (error) {
    if (error instanceof CancelledError && error.message !== "") {
      return error.message;
    }
  }
}
