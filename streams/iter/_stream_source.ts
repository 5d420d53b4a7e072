import { ensureFuture } from "../../loop/ensure_future.ts";
import { isCancelled } from "../../loop/errors.ts";
import type { Source } from "./_source.ts";

/** Reads a `ReadableStream`. Its own iterator would do, but waiting for that cannot be cancelled. */
export class StreamSource<T> implements Source<T> {
  readonly #reader: ReadableStreamDefaultReader<T>;
  /** A read that is cancelled closes the stream by itself. */
  #isClosed = false;

  constructor(stream: ReadableStream<T>) {
    this.#reader = stream.getReader();
  }

  async next(): Promise<IteratorResult<T, unknown>> {
    let result: ReadableStreamReadResult<T>;
    try {
      result = await ensureFuture(this.#reader.read());
    } catch (error) {
      // What a read that nobody waits for would get is lost, so the stream is of no use any more.
      if (isCancelled(error)) await this.close();
      else if (!this.#isClosed) this.#reader.releaseLock();
      throw error;
    }
    if (result.done && !this.#isClosed) this.#reader.releaseLock();
    return result as IteratorResult<T, unknown>;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const cancelling = this.#reader.cancel();
    this.#reader.releaseLock();
    await cancelling;
  }
}
