import { describe } from "../loop/check.ts";
import type { ByteSource } from "../loop/network/raw_connection.ts";
import { NO_BYTES } from "../loop/network/read_buffer.ts";

/** What `StreamReader.from()` reads. */
export type ByteChunks =
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

/** Returns a source of the bytes of `chunks`. */
export function sourceOf(chunks: ByteChunks): ByteSource {
  if (chunks instanceof ReadableStream) {
    const reader = chunks.getReader();
    return new ChunkSource(
      () => reader.read(),
      () => reader.cancel(),
    );
  }
  const iterator = (chunks as AsyncIterable<Uint8Array>)
    ?.[Symbol.asyncIterator]?.() ??
    (chunks as Iterable<Uint8Array>)?.[Symbol.iterator]?.();
  if (iterator === undefined || chunks instanceof Uint8Array) {
    throw new TypeError(
      `A ReadableStream or an iterable of Uint8Arrays is wanted: ${
        describe(chunks)
      }`,
    );
  }
  return new ChunkSource(
    async () => await iterator.next(),
    async () => await iterator.return?.(),
  );
}

interface ChunkResult {
  readonly done?: boolean | undefined;
  readonly value?: Uint8Array | undefined;
}

class ChunkSource implements ByteSource {
  readonly #next: () => Promise<ChunkResult>;
  readonly #stop: () => Promise<unknown>;
  #rest: Uint8Array = NO_BYTES;
  #isOver = false;

  constructor(
    next: () => Promise<ChunkResult>,
    stop: () => Promise<unknown>,
  ) {
    this.#next = next;
    this.#stop = stop;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      if (this.#isOver) return null;
      const { done, value } = await this.#next();
      if (done) {
        this.#isOver = true;
        return null;
      }
      if (!(value instanceof Uint8Array)) {
        throw new TypeError(`A chunk must be a Uint8Array: ${describe(value)}`);
      }
      this.#rest = value;
    }
    const count = Math.min(buffer.length, this.#rest.length);
    buffer.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  close(): void {
    this.#rest = NO_BYTES;
    if (this.#isOver) return;
    this.#isOver = true;
    // What the stream says to that concerns nobody any more.
    this.#stop().catch(() => {});
  }
}
