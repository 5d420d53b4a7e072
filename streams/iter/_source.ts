import { isAsyncGenerator } from "../../loop/is_async_generator.ts";
import type { IteratorLike } from "./source.ts";

/** Where a pipeline pulls from. */
export interface Source<T> {
  /** The next result. It is called once at a time, and not after the end or an error. */
  next():
    | IteratorResult<T, unknown>
    | Promise<IteratorResult<T, unknown>>;
  /** Lets go of what it holds. It is called once at most, maybe during a `next()`, and not after the end or an error. */
  close(): unknown;
  /** Whether closing it during a `next()` would wait for what that waits for. */
  readonly isBlocked?: boolean;
}

/** An async iterator. */
export class AsyncSource<T> implements Source<T> {
  readonly #iterator: IteratorLike<T>;
  readonly isBlocked: boolean;
  /** What a generator was asked last. */
  #last: Promise<unknown> | null = null;

  constructor(iterator: IteratorLike<T>) {
    this.#iterator = iterator;
    this.isBlocked = isAsyncGenerator(iterator);
  }

  next(): Promise<IteratorResult<T, unknown>> {
    const step = this.#iterator.next();
    if (!(step instanceof Promise)) return Promise.resolve(step);
    if (this.isBlocked) this.#last = step;
    return step;
  }

  close(): unknown {
    if (this.#last === null) return this.#iterator.return?.();
    // A generator takes it only after what it waits for, and would go on from there without the caller's context.
    const close = () => this.#iterator.return?.();
    return this.#last.then(close, close);
  }
}

/** A plain iterator. */
export class SyncSource<T> implements Source<T> {
  readonly #iterator: Iterator<T, unknown>;

  constructor(iterator: Iterator<T, unknown>) {
    this.#iterator = iterator;
  }

  next(): IteratorResult<T, unknown> {
    return this.#iterator.next();
  }

  close(): unknown {
    return this.#iterator.return?.();
  }
}
