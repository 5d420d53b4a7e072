import { closeAfterError, closeAll } from "./_closing.ts";
import type { Pipeline } from "./_pipeline.ts";
import type { Source } from "./_source.ts";

/** A source over others, which are closed with it: when it ends, fails or is closed. */
export abstract class Join<T> implements Source<T> {
  readonly #sources: Pipeline<unknown>[];

  constructor(sources: Iterable<Pipeline<unknown>>) {
    this.#sources = [...sources];
  }

  /** The next result. */
  abstract pull(): Promise<IteratorResult<T, unknown>>;

  /** Has one more closed. */
  own(source: Pipeline<unknown>): void {
    this.#sources.push(source);
  }

  /** It has ended. */
  disown(source: Pipeline<unknown>): void {
    this.#sources.splice(this.#sources.indexOf(source), 1);
  }

  async next(): Promise<IteratorResult<T, unknown>> {
    let result: IteratorResult<T, unknown>;
    try {
      result = await this.pull();
    } catch (error) {
      await closeAfterError(this.#sources);
      throw error;
    }
    if (result.done) await this.close();
    return result;
  }

  get isBlocked(): boolean {
    return this.#sources.some((source) => source.isBlocked);
  }

  close(): Promise<void> {
    return closeAll(this.#sources);
  }
}

/** The end of a source. */
export const DONE: IteratorReturnResult<undefined> = Object.freeze({
  done: true,
  value: undefined,
});
