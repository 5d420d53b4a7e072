import { isAsyncGenerator } from "../../loop/is_async_generator.ts";
import { describe } from "../../loop/check.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { getEventLoop } from "../../loop/running_loop.ts";
import { AbstractAsyncContextManager } from "./abstract_async_context_manager.ts";

/** What {@linkcode aclosing} can close. */
export type AsyncClosable =
  | { aclose(): unknown }
  | AsyncIterator<unknown>
  | { close(): unknown };

class Aclosing<T> extends AbstractAsyncContextManager<T, void> {
  readonly #thing: T;
  readonly #close: () => unknown;

  constructor(thing: T, close: () => unknown) {
    super();
    this.#thing = thing;
    this.#close = close;
  }

  override enter(): Promise<T> {
    return Promise.resolve(this.#thing);
  }

  override async exit(): Promise<void> {
    await this.#close();
  }
}

/** An async generator that knows whether a call is under way in it. */
class WatchedGenerator<T, R, N> implements AsyncGenerator<T, R, N> {
  readonly #generator: AsyncGenerator<T, R, N>;
  #running = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(generator: AsyncGenerator<T, R, N>) {
    this.#generator = generator;
  }

  next(...args: [] | [N]): Promise<IteratorResult<T, R>> {
    return this.#watch(this.#generator.next(...args));
  }

  return(value: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    return this.#watch(this.#generator.return(value));
  }

  throw(error: unknown): Promise<IteratorResult<T, R>> {
    return this.#watch(this.#generator.throw(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get [Symbol.toStringTag](): string {
    return "AsyncGenerator";
  }

  async close(): Promise<void> {
    if (this.#running === 0) {
      await this.#generator.return(undefined as R);
      return;
    }
    // Not at once: a return() that queues up runs the generator outside of the task, without its loop and its context.
    const close = () => this.#closeLate();
    this.#last.then(close, close);
    throw new RuntimeError(
      "Cannot close an async generator that is running: it is closed when it yields",
    );
  }

  async #closeLate(): Promise<void> {
    try {
      await this.#generator.return(undefined as R);
    } catch (exception) {
      getEventLoop().callExceptionHandler({
        message: "An async generator failed when it was closed late",
        exception,
      });
    }
  }

  async #watch<V>(call: Promise<V>): Promise<V> {
    this.#running++;
    this.#last = call;
    try {
      return await call;
    } finally {
      this.#running--;
    }
  }
}

/**
 * Returns a context manager that closes `thing` in the end and waits for that: Python's `aclosing`. It calls
 * `thing.aclose()`, or `return()` if it is an iterator, or else `close()`. The body gets `thing`; for an async generator,
 * a view of it.
 *
 * In JavaScript, a `for await` loop closes its generator by itself when it is left. This is for one that is read by
 * `next()`, or in more than one loop.
 *
 * **A generator that is running.** While a `next()` that the body has left behind is under way, a generator cannot be
 * closed: its `return()` would wait for the `next()`, maybe for ever. So, as in Python, leaving throws a `RuntimeError`
 * then, at once; the generator is closed as soon as the `next()` is over. Cancel the task that is in `next()` first.
 *
 * The block form is `await using manager = aclosing(thing)`; for a generator alone, `await using it = generate()` will
 * do, but hangs where this throws.
 *
 * **Cancellation.** Closing goes on when the task was cancelled in the body. A cancel that comes during the closing is
 * raised in it.
 *
 * @throws {TypeError} If `thing` cannot be closed.
 *
 * @example Only the first two values
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { aclosing, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * async function* count() {
 *   try {
 *     for (let n = 1;; n++) yield n;
 *   } finally {
 *     await asyncio.sleep(0.001);
 *     log.push("closed");
 *   }
 * }
 *
 * await asyncio.run(() =>
 *   withAsync(aclosing(count()), async (numbers) => {
 *     log.push(`${(await numbers.next()).value}`, `${(await numbers.next()).value}`);
 *   })
 * );
 * assertEquals(log, ["1", "2", "closed"]);
 * ```
 */
export function aclosing<T, R, N>(
  generator: AsyncGenerator<T, R, N>,
): AbstractAsyncContextManager<AsyncGenerator<T, R, N>, void>;
/**
 * Returns a context manager that closes `thing` in the end and waits for that; the body gets `thing`.
 *
 * **Cancellation.** As above.
 */
export function aclosing<T extends AsyncClosable>(
  thing: T,
): AbstractAsyncContextManager<T, void>;
export function aclosing(
  thing: unknown,
): AbstractAsyncContextManager<unknown, void> {
  if (isAsyncGenerator(thing)) {
    const watched = new WatchedGenerator(thing);
    return new Aclosing(watched, () => watched.close());
  }
  const closable = Object(thing) as Record<string, (() => unknown) | undefined>;
  const name = ["aclose", "return", "close"]
    .find((name) => typeof closable[name] === "function");
  if (name === undefined) {
    throw new TypeError(
      `What is to be closed must have aclose(), return() or close(): ${
        describe(thing)
      }`,
    );
  }
  return new Aclosing(thing, () => closable[name]!());
}
