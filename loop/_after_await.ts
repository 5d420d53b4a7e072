import type { Future } from "./future.ts";

/** What `then()` returns to an `await`: a promise that comes to be when somebody asks for it. */
export class AfterAwait implements PromiseLike<void> {
  readonly #future: Future<unknown>;

  constructor(future: unknown) {
    this.#future = future as Future<unknown>;
  }

  #promise(): Promise<void> {
    const nothing = () => {};
    return this.#future.then(nothing, nothing);
  }

  then<R1 = void, R2 = never>(
    onFulfilled?: ((value: void) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return this.#promise().then(onFulfilled, onRejected);
  }

  catch<R = never>(
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<void | R> {
    return this.#promise().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<void> {
    return this.#promise().finally(onFinally);
  }
}
