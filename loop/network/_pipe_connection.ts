import { BrokenPipeError } from "../connection_errors.ts";
import { RuntimeError } from "../errors.ts";
import type { RawConnection } from "./raw_connection.ts";

/** Pipes have no addresses. */
const NOWHERE: Deno.Addr = { transport: "unix", path: "" };

/** A Web Stream that is read, as a connection that only receives. */
export class ReadPipe implements RawConnection {
  readonly localAddr = NOWHERE;
  readonly remoteAddr = NOWHERE;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** What is left of the chunk that was read last. */
  #rest: Uint8Array | null = null;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#rest === null || this.#rest.length === 0) {
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#rest = value;
    }
    const count = Math.min(this.#rest.length, buffer.length);
    buffer.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  write(): Promise<never> {
    return Promise.reject(new RuntimeError("The pipe is only read"));
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // A stream that has failed says so here once more.
    this.#reader.cancel().catch(() => {});
  }
}

/** A Web Stream that is written to, as a connection that only sends. What it "reads" is the end of the other side. */
export class WritePipe implements RawConnection {
  readonly localAddr = NOWHERE;
  readonly remoteAddr = NOWHERE;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #isClosed = false;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#writer = stream.getWriter();
    // Reported by read().
    this.#writer.closed.catch(() => {});
  }

  async read(): Promise<never> {
    try {
      await this.#writer.closed;
    } catch (error) {
      throw new BrokenPipeError("Nobody reads the pipe any more", {
        cause: error,
      });
    }
    return await new Promise<never>(() => {});
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#writer.ready;
    // The stream may keep the chunk for as long as it likes.
    await this.#writer.write(bytes.slice());
    return bytes.length;
  }

  async closeWrite(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#writer.close();
  }

  close(): void {
    this.closeWrite().catch(() => {});
  }

  /** Gives up what has not gone out. */
  abort(): void {
    this.#isClosed = true;
    this.#writer.abort().catch(() => {});
  }
}
