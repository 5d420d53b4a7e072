/** An iterator by its methods alone; what they return may be promises or not. */
export interface IteratorLike<T> {
  /** Gives the next item, or the end. */
  next(): IteratorResult<T, unknown> | PromiseLike<IteratorResult<T, unknown>>;
  /** Lets go of what the iterator holds. */
  return?(): unknown;
}

/**
 * What every tool of this module iterates over: an async or a plain iterable (an array, a string, a generator), an
 * iterator of either kind, or a `ReadableStream`.
 *
 * An item that is a promise or a future is awaited, as `for await` does over an array.
 *
 * @typeParam T The type of the items.
 */
export type AnyIterable<T> =
  | AsyncIterable<T>
  | Iterable<T | PromiseLike<T>>
  | IteratorLike<T | PromiseLike<T>>
  | ReadableStream<T>;

/**
 * What every tool of this module returns: an async iterator that can be closed.
 *
 * - **One at a time.** Calls of `next()` that overlap are answered in the order in which they came.
 * - **Nothing is read ahead**: the source is asked when the consumer asks.
 * - **Closing.** `return()`, which `for await` calls when its loop is left early, closes the source at once; so does an
 *   error in a function that was passed in. A source that has ended or failed is not closed again.
 * - After the end, after an error and after `return()`, it is done: an error comes out once.
 * - `return()` during a `next()` is passed on at once. While an async generator is running, it cannot be closed: as in
 *   Python, `return()` throws a `RuntimeError` then, at once, and the generator is closed when it yields. Cancel the task
 *   that is inside of `next()` first. The tools that work in tasks of their own (`merge`, `mapConcurrent`, …) do that
 *   themselves.
 *
 * **Cancellation.** A cancel of the task that waits in `next()` reaches what the source waits for.
 *
 * @typeParam T The type of the items.
 */
export interface AsyncItems<T>
  extends AsyncIterableIterator<T, undefined, unknown>, AsyncDisposable {
  /** Gives the next item, or the end. */
  next(): Promise<IteratorResult<T, undefined>>;
  /**
   * Closes the source, unless it has ended.
   *
   * @throws {RuntimeError} If an async generator is running: it is closed when it yields.
   */
  return(): Promise<IteratorResult<T, undefined>>;
  /** Itself. */
  [Symbol.asyncIterator](): AsyncItems<T>;
}
