import type { Pipeline } from "./_pipeline.ts";
import { DONE } from "./_join.ts";
import type { AsyncItems } from "./source.ts";

/** An iterator that gives the items of another one, but does not close it, and goes on after it was told to end. */
export class Borrowed<T> implements AsyncItems<T> {
  readonly #lender: Pipeline<T>;

  constructor(lender: Pipeline<T>) {
    this.#lender = lender;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#lender.next();
  }

  return(): Promise<IteratorResult<T, undefined>> {
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
