import { WaitList } from "@asyncio/asyncio";

/**
 * An unbounded queue for one reader, on the library's wait list. Iterate it
 * with `for await`: the loop ends when the queue is closed and empty.
 */
export class Queue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #closed = false;
  #reader = new WaitList<void>();

  put(item: T): void {
    this.#items.push(item);
    this.#reader.wakeOne();
  }

  close(): void {
    this.#closed = true;
    this.#reader.wakeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (true) {
      while (this.#items.length > 0) yield this.#items.shift()!;
      if (this.#closed) return;
      await this.#reader.wait();
    }
  }
}
