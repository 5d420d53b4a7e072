import type { RawConnection } from "../loop/network/raw_connection.ts";

/** A Web stream as a connection that can only be written to. */
export class StreamSink implements RawConnection {
  readonly localAddr: Deno.UnixAddr = NOWHERE;
  readonly remoteAddr: Deno.UnixAddr = NOWHERE;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #hasEnded = false;

  constructor(writable: WritableStream<Uint8Array>) {
    this.#writer = writable.getWriter();
  }

  read(): Promise<null> {
    return Promise.resolve(null);
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#writer.write(bytes);
    return bytes.length;
  }

  closeWrite(): Promise<void> {
    this.#hasEnded = true;
    return this.#writer.close();
  }

  close(): void {
    // Whoever waits has been told already of what may go wrong.
    if (!this.#hasEnded) this.closeWrite().catch(() => {});
  }
}

const NOWHERE: Deno.UnixAddr = { transport: "unix", path: "" };
