import type { EventLoop } from "../loop/event_loop.ts";
import type { ByteSource } from "../loop/network/raw_connection.ts";
import { readers, StreamReader } from "./reader.ts";

/** Returns a reader of what a process writes; the pipe is closed when nobody has the reader any more. */
export function readerOf(
  output: ReadableStream<Uint8Array>,
  limit: number | undefined,
  loop: EventLoop,
): StreamReader {
  const pipe = new OutputPipe(output);
  const reader = new StreamReader({ limit, loop });
  readers.connect(reader, pipe);
  dropped.register(reader, pipe);
  return reader;
}

const dropped = new FinalizationRegistry<OutputPipe>((pipe) => pipe.close());

/** What a pipe holds on Linux. */
const PIPE_SIZE = 64 * 1024;

/** A pipe from a process. It knows nothing of its reader, which may be dropped. */
class OutputPipe implements ByteSource {
  readonly #output: ReadableStreamBYOBReader;
  /** What the platform reads into: it takes memory away while it does, so the reader's own cannot be given to it. */
  #memory: Uint8Array<ArrayBuffer> | null = null;

  constructor(output: ReadableStream<Uint8Array>) {
    this.#output = output.getReader({ mode: "byob" });
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const memory = this.#memory ?? new Uint8Array(PIPE_SIZE);
    const room = memory.subarray(0, buffer.length);
    const { value } = await this.#output.read(room);
    // A stream that was closed by this side has no value.
    if (value === undefined) return null;
    this.#memory = new Uint8Array(value.buffer);
    if (value.length === 0) return null;
    buffer.set(value);
    return value.length;
  }

  close(): void {
    // What the stream says to that concerns nobody any more.
    this.#output.cancel().catch(() => {});
  }
}
