/** A file as its lines are iterated over. */
export interface LineSource<L> {
  /** Takes the next line if it is there; `undefined` if it may have to be waited for. */
  takeLine(): L | undefined;
  readline(): Promise<L>;
}

/**
 * The lines of a file, each of which is a `readline()`. Written by hand: a line that is in the buffer costs one
 * resolved promise, half of what an async generator takes.
 */
export class LineIterator<L extends { readonly length: number }>
  implements AsyncIterableIterator<L, undefined> {
  readonly #source: LineSource<L>;

  constructor(source: LineSource<L>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<L, undefined>> {
    const value = this.#source.takeLine();
    return value === undefined
      ? this.#wait()
      : Promise.resolve({ done: false, value });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #wait(): Promise<IteratorResult<L, undefined>> {
    const value = await this.#source.readline();
    return value.length === 0
      ? { done: true, value: undefined }
      : { done: false, value };
  }
}
