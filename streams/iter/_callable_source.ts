import { DONE } from "./_join.ts";
import { isSame } from "./_same.ts";
import type { Source } from "./_source.ts";

/** Calls a function until it returns the sentinel. */
export class CallableSource implements Source<unknown> {
  readonly #fn: () => unknown;
  readonly #sentinel: unknown;

  constructor(fn: () => unknown, sentinel: unknown) {
    this.#fn = fn;
    this.#sentinel = sentinel;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const fn = this.#fn;
    const value = await fn();
    return isSame(value, this.#sentinel) ? DONE : { done: false, value };
  }

  close(): void {}
}
