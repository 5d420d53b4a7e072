/** An object with `next()` that waits, consumed by `for await`. */

import * as asyncio from "@asyncio/asyncio";

class AsyncDataStream implements AsyncIterableIterator<number> {
  #data: number[];
  #index = 0;

  constructor(data: number[]) {
    this.#data = data;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<number>> {
    await asyncio.sleep(0.5); // stands for the retrieval
    const value = this.#data[this.#index++];
    return value === undefined ? { done: true, value } : { done: false, value };
  }
}

export async function main(): Promise<void> {
  const stream = new AsyncDataStream([1, 2, 3, 4, 5]);
  for await (const value of stream) console.log(`${value}`);
}

if (import.meta.main) await asyncio.run(main);
