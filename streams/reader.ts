import {
  checkBytes,
  checkCount,
  checkObject,
  describe,
} from "../loop/check.ts";
import { toConnectionError } from "../loop/connection_errors.ts";
import { currentTask } from "../loop/current_task.ts";
import {
  IncompleteReadError,
  LimitOverrunError,
  RuntimeError,
} from "../loop/errors.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { INSPECT } from "../loop/inspect.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import type { ByteSource } from "../loop/network/raw_connection.ts";
import { NO_BYTES, ReadBuffer } from "../loop/network/read_buffer.ts";
import { readInTurn } from "../loop/network/read_in_turn.ts";
import { firstMatch, type Separator, separatorsOf } from "./_separators.ts";
export type { ByteChunks } from "./_stream_source.ts";
export type { Separator } from "./_separators.ts";
import { type ByteChunks, sourceOf } from "./_stream_source.ts";

/** How a {@linkcode StreamReader} is made. */
export interface StreamReaderOptions {
  /** How long a line or what stands before a separator may be, in bytes. @default {65536} */
  readonly limit?: number | undefined;
  /** The loop it belongs to. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/** What feeds a reader and can be told to stop for a while, such as a `ReadTransport`. */
export interface FlowController {
  /** Stops the feeding. */
  pauseReading(): void;
  /** Lets it go on. */
  resumeReading(): void;
}

/** The default limit of a line, in bytes. */
export const DEFAULT_LIMIT: number = 64 * 1024;

/** What only this folder does with a reader. */
export interface ReaderAccess {
  /** Whether a task waits in the reader. */
  isWaiting(reader: StreamReader): boolean;
  /** Says that no more bytes come; those that are there can still be read. */
  end(reader: StreamReader): void;
  /** Lets the reader pull from `source`. */
  connect(reader: StreamReader, source: ByteSource): void;
  /**
   * Takes the source away again, for another protocol to read it: what has been read already, and the read that is in
   * flight.
   */
  detach(reader: StreamReader): [unread: Uint8Array, flying: Flying | null];
}

/** A read that is in flight. */
export interface Flying {
  /** Where the bytes go. */
  readonly buffer: Uint8Array;
  /** How many come, or `null` at the end. */
  readonly count: Promise<number | null>;
}

/** The folder's own access to readers. */
export let readers: ReaderAccess;

/** What the one who waits gets when bytes come: so many of them, those that fit, or word only. */
type Wanted = number | Uint8Array | null;

/**
 * Reads a stream of bytes: by amount, by lines, up to a separator, or to the end.
 *
 * It comes from `openConnection()`, `startServer()` or {@linkcode StreamReader.from}. One that is made by hand is fed
 * with {@linkcode feedData} and {@linkcode feedEof}.
 *
 * - **It pulls.** A connection is read when somebody waits for its bytes, so a slow program slows the sender, and holds
 *   no more than about 256 KiB. (CPython reads ahead, up to twice the limit.)
 * - **Bytes are yours.** What a method returns is a view of memory that is never written again; what {@linkcode read}
 *   returns at once when it comes is a copy of its own size.
 * - **In turn.** Where many connections have something to read all the time, their reads begin in the order in which
 *   they were asked for. (The platform alone serves those again and again that it has just served.)
 * - **One at a time.** A second task that waits in the same reader gets a `RuntimeError`.
 * - **No byte is lost.** A cancelled read leaves what has come, and what comes, to the next.
 * - **`limit`** bounds lines and what {@linkcode readuntil} looks through; {@linkcode readexactly} and
 *   {@linkcode read} do not know it.
 *
 * @example The parts of a message
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
 * const reader = asyncio.StreamReader.from(new Blob(["GET /\nhost: a\n\n12345"]).stream());
 * assertEquals(text(await reader.readline()), "GET /\n");
 * assertEquals(text(await reader.readuntil("\n\n")), "host: a\n\n");
 * assertEquals(text(await reader.readexactly(3)), "123");
 * assertEquals(text(await reader.read()), "45");
 * assertEquals(reader.atEof(), true);
 * ```
 */
export class StreamReader
  implements AsyncIterable<Uint8Array>, AsyncDisposable {
  static {
    readers = {
      isWaiting: (reader) => reader.#waiting.size > 0,
      end: (reader) => reader.#end(),
      connect: (reader, source) => reader.#source = source,
      detach: (reader) => reader.#detach(),
    };
  }

  readonly #limit: number;
  readonly #loop: EventLoop;
  readonly #bytes: ReadBuffer = new ReadBuffer();
  // Invariant: at most one waits.
  readonly #waiting: WaitList<unknown> = new WaitList();
  #wanted: Wanted = null;
  /** How many bytes it waits for in all, as far as it has said. */
  #size = Infinity;
  /** Who waits, in debug mode. */
  #waiterName: string | null = null;
  #source: ByteSource | null = null;
  /** Whether its next read stands in line. */
  #isInLine = false;
  /** The memory that the read in flight fills; it stays with the reader when the caller is cancelled. */
  #filling: Uint8Array | null = null;
  /** Whether that is a caller's own. */
  #isLent = false;
  #count: Promise<number | null> | null = null;
  #isAtEnd = false;
  /** An error, boxed: anything can be one. */
  #failure: { readonly error: unknown } | null = null;
  #feeder: FlowController | null = null;
  #isPaused = false;

  /**
   * Makes a reader that is fed by hand.
   *
   * @throws {TypeError} If the limit is not a number.
   * @throws {RangeError} If it is not a positive integer.
   */
  constructor(options: StreamReaderOptions = {}) {
    checkObject(options, "The options of a reader");
    const { limit = DEFAULT_LIMIT, loop } = options;
    this.#limit = checkCount(limit, "'limit'", 1);
    if (loop !== undefined) checkObject(loop, "'loop'");
    this.#loop = loop ?? getEventLoop();
  }

  /**
   * Makes a reader of a Web stream, such as the body of a `fetch()` response, or of an iterable of chunks.
   *
   * It pulls chunk by chunk. Leaving it by `await using` cancels the stream.
   *
   * @throws {TypeError} If it is none of these, or the stream is locked.
   *
   * @example Lines of a response
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const response = new Response("one\ntwo\n");
   * const lines: string[] = [];
   * await using reader = asyncio.StreamReader.from(response.body!);
   * for await (const line of reader) lines.push(new TextDecoder().decode(line));
   * assertEquals(lines, ["one\n", "two\n"]);
   * ```
   */
  static from(
    chunks: ByteChunks,
    options: StreamReaderOptions = {},
  ): StreamReader {
    const reader = new StreamReader(options);
    reader.#source = sourceOf(chunks);
    return reader;
  }

  /** How long a line may be, in bytes. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Reads up to `n` bytes as soon as there is one; all that come until the end, if `n` is negative. Empty at the end.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read.
   *
   * @param n How many at most. @default {-1}
   * @throws {TypeError} If `n` is not a number.
   * @throws {RangeError} If `n` is not an integer.
   * @throws {RuntimeError} If another task waits in this reader.
   * @throws {ConnectionError} If the connection is lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  read(n: number = -1, options?: WaitOptions): Promise<Uint8Array> {
    if (n !== Math.floor(n)) return Promise.reject(amountError(n));
    if (this.#failure !== null) return Promise.reject(this.#failure.error);
    if (n < 0) return this.#readToEnd(options);
    if (n > 0 && this.#bytes.length === 0 && !this.#isAtEnd) {
      return this.#next("read", n, options) as Promise<Uint8Array>;
    }
    return refusedBy(options) ?? Promise.resolve(this.#take(n));
  }

  async #readToEnd(options: WaitOptions | undefined): Promise<Uint8Array> {
    if (options !== undefined) await refusedBy(options);
    while (!this.#isAtEnd) await this.#next("read", null, options);
    return this.#take(Infinity);
  }

  /**
   * Reads into `buffer` as soon as there is a byte: the fastest way, as nothing is allocated. Not in asyncio.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read. The buffer stays lent until the next bytes
   * come, which may land in there before the reader moves them: do not use it for anything else meanwhile.
   *
   * @returns How many bytes it has read; 0 at the end, or if the buffer is empty.
   * @throws {TypeError} If the buffer is none.
   * @throws {RuntimeError} If another task waits in this reader.
   * @throws {ConnectionError} If the connection is lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example One buffer for all
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const reader = asyncio.StreamReader.from(new Blob(["hello"]).stream());
   * const buffer = new Uint8Array(4);
   * assertEquals([await reader.readInto(buffer), await reader.readInto(buffer)], [4, 1]);
   * assertEquals(await reader.readInto(buffer), 0);
   * ```
   */
  readInto(buffer: Uint8Array, options?: WaitOptions): Promise<number> {
    if (!(buffer instanceof Uint8Array)) {
      return Promise.reject(
        new TypeError(`'buffer' must be a Uint8Array: ${describe(buffer)}`),
      );
    }
    if (this.#failure !== null) return Promise.reject(this.#failure.error);
    if (
      this.#bytes.length === 0 && !this.#isAtEnd && buffer.length > 0
    ) {
      return this.#next("readInto", buffer, options) as Promise<number>;
    }
    return refusedBy(options) ??
      Promise.resolve(this.#takeInto(buffer));
  }

  /**
   * Reads a line, with its newline; the rest, if the end comes first. Empty at the end.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read.
   *
   * @throws {RangeError} If the line is longer than the limit: it is dropped, or what has come of it. (CPython's
   * `ValueError`.)
   * @throws {RuntimeError} If another task waits in this reader.
   * @throws {ConnectionError} If the connection is lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async readline(options?: WaitOptions): Promise<Uint8Array> {
    if (this.#failure !== null) throw this.#failure.error;
    if (options !== undefined) await refusedBy(options);
    for (let searched = 0;;) {
      const at = this.#bytes.findNewline(searched, this.#filling !== null);
      if (at !== -1 && at <= this.#limit) return this.#take(at + 1);
      searched = this.#bytes.length;
      if (at !== -1) this.#refuseLine(at, at + 1);
      if (searched > this.#limit) this.#refuseLine(searched, searched);
      if (this.#isAtEnd) return this.#take(Infinity);
      await this.#next("readline", null, options);
    }
  }

  #refuseLine(length: number, dropped: number): never {
    this.#bytes.drop(dropped);
    this.#resumeIfLow();
    throw new RangeError(
      `Cannot read a line that is longer than the limit of ${this.#limit} bytes: ${length} bytes`,
    );
  }

  /**
   * Reads up to and with a separator: the one whose match ends first, if there are several.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read.
   *
   * @param separator Bytes or text (as UTF-8), or several of them. @default {"\n"}
   * @throws {IncompleteReadError} If the end comes first: its `partial` holds what came before.
   * @throws {LimitOverrunError} If more bytes than the limit come before the separator; they stay where they are.
   * @throws {RangeError} If there is no separator, or an empty one.
   * @throws {RuntimeError} If another task waits in this reader.
   * @throws {ConnectionError} If the connection is lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async readuntil(
    separator: Separator | readonly Separator[] = "\n",
    options?: WaitOptions,
  ): Promise<Uint8Array> {
    const separators = separatorsOf(separator);
    const longest = Math.max(...separators.map((bytes) => bytes.length));
    if (this.#failure !== null) throw this.#failure.error;
    if (options !== undefined) await refusedBy(options);
    for (let searched = 0;;) {
      const match = firstMatch(this.#bytes.peek(), separators, searched);
      if (match !== null) {
        if (match.start <= this.#limit) return this.#take(match.end);
        throw new LimitOverrunError(
          `Separator is found, but chunk is longer than the limit of ${this.#limit} bytes`,
          match.start,
        );
      }
      // A separator may have begun already.
      searched = Math.max(0, this.#bytes.length + 1 - longest);
      if (searched > this.#limit) {
        throw new LimitOverrunError(
          `Separator is not found, and chunk exceeds the limit of ${this.#limit} bytes`,
          searched,
        );
      }
      if (this.#isAtEnd) {
        throw new IncompleteReadError(this.#take(Infinity), null);
      }
      await this.#next("readuntil", null, options);
    }
  }

  /**
   * Reads exactly `n` bytes.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read.
   *
   * @throws {IncompleteReadError} If the end comes first: its `partial` holds what came before.
   * @throws {TypeError} If `n` is not a number.
   * @throws {RangeError} If `n` is negative or not an integer.
   * @throws {RuntimeError} If another task waits in this reader.
   * @throws {ConnectionError} If the connection is lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async readexactly(n: number, options?: WaitOptions): Promise<Uint8Array> {
    checkCount(n, "'n'", 0);
    if (this.#failure !== null) throw this.#failure.error;
    if (options !== undefined) await refusedBy(options);
    while (this.#bytes.length < n) {
      if (this.#isAtEnd) {
        throw new IncompleteReadError(this.#take(Infinity), n);
      }
      await this.#next("readexactly", null, options, n);
    }
    return this.#take(n);
  }

  /** Whether the end has come and everything before it has been read. */
  atEof(): boolean {
    return this.#isAtEnd && this.#bytes.length === 0;
  }

  /** Returns what {@linkcode setException} has set, or `null`. */
  exception(): unknown {
    return this.#failure?.error ?? null;
  }

  /** Lets the one who waits, and all later reads, fail with `error`. */
  setException(error: unknown): void {
    this.#failure = { error };
    this.#waiting.failAll(error);
  }

  /**
   * Adds bytes, of which a copy is kept.
   *
   * @throws {TypeError} If they are no bytes.
   * @throws {RuntimeError} If the end was fed already, or the reader pulls by itself.
   */
  feedData(data: Uint8Array): void {
    checkBytes(data, "'data'");
    this.#checkFed("feedData");
    if (this.#isAtEnd) throw new RuntimeError("feedData() after feedEof()");
    if (data.length === 0) return;
    this.#bytes.append(data);
    this.#wake();
    if (
      this.#feeder !== null && !this.#isPaused &&
      this.#bytes.length > 2 * this.#limit
    ) {
      this.#isPaused = true;
      this.#feeder.pauseReading();
    }
  }

  /**
   * Says that no more bytes come.
   *
   * @throws {RuntimeError} If the reader pulls by itself.
   */
  feedEof(): void {
    this.#checkFed("feedEof");
    this.#end();
  }

  #end(): void {
    this.#isAtEnd = true;
    this.#wake();
  }

  /**
   * Sets what feeds the reader: it is paused while more than twice the limit is there, until at most the limit is.
   *
   * @throws {TypeError} If it is none.
   * @throws {RuntimeError} If it was set already, or the reader pulls by itself.
   */
  setTransport(transport: FlowController): void {
    checkObject(transport, "'transport'");
    this.#checkFed("setTransport");
    if (this.#feeder !== null) throw new RuntimeError("Transport already set");
    this.#feeder = transport;
  }

  #checkFed(name: string): void {
    if (this.#source === null) return;
    throw new RuntimeError(`${name}() of a reader that pulls by itself`);
  }

  /** The rest as a Web stream, which ends with the reader. Cancelling it closes the reader. */
  get readable(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        const bytes = await this.read(DEFAULT_LIMIT);
        if (bytes.length > 0) controller.enqueue(bytes);
        else controller.close();
      },
      cancel: () => this.close(),
    }, { highWaterMark: 0 });
  }

  /**
   * Iterates over the lines, each with its newline, until the end.
   *
   * **Cancellation.** As for {@linkcode readline}. A loop that is left leaves the rest to be read.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array, undefined> {
    return new LineIterator(this);
  }

  /** Gives up what has not been read: the stream or the connection that it comes from is closed. Not in asyncio. */
  close(): void {
    this.#bytes.drop(this.#bytes.length);
    this.#source?.close();
    this.#end();
  }

  /** Closes it: what `await using` does at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Such as `<StreamReader 12 bytes eof>`. */
  toString(): string {
    const parts = [this.constructor.name];
    if (this.#bytes.length > 0) parts.push(`${this.#bytes.length} bytes`);
    if (this.#isAtEnd) parts.push("eof");
    if (this.#limit !== DEFAULT_LIMIT) parts.push(`limit=${this.#limit}`);
    if (this.#waiting.size > 0) parts.push("waiting");
    if (this.#failure !== null) parts.push(`exception=${this.#failure.error}`);
    if (this.#isPaused) parts.push("paused");
    return `<${parts.join(" ")}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  /** Suspends the caller until something has come, and gives it what it wants of that. */
  #next(
    name: string,
    wanted: Wanted,
    options: WaitOptions | undefined,
    size = Infinity,
  ): Promise<unknown> {
    if (this.#waiting.size > 0) return Promise.reject(this.#busyError(name));
    if (this.#loop.getDebug()) {
      this.#waiterName = currentTask(this.#loop)?.getName() ?? null;
    }
    this.#wanted = wanted;
    this.#size = size;
    const coming = this.#waiting.wait(options);
    if (this.#source !== null) this.#pull();
    else if (this.#isPaused) this.#resume();
    return coming;
  }

  #busyError(name: string): RuntimeError {
    const other = this.#waiterName === null ? "" : `: ${this.#waiterName}`;
    return new RuntimeError(
      `${name}() called while another task is already waiting for incoming data${other}`,
    );
  }

  /** Begins a read when it is its turn, unless one is in flight or in line. */
  #pull(): void {
    // The cancelled do not read.
    if (this.#filling !== null || this.#isInLine || this.#waiting.size === 0) {
      return;
    }
    this.#isInLine = true;
    readInTurn(StreamReader.#beginRead, this);
  }

  static #beginRead(reader: StreamReader): void {
    reader.#begin();
  }

  #begin(): void {
    this.#isInLine = false;
    // Cancelled, or closed, while it stood in line.
    if (this.#waiting.size === 0 || this.#source === null) return;
    const wanted = this.#wanted;
    this.#isLent = wanted instanceof Uint8Array;
    this.#filling = wanted instanceof Uint8Array
      ? wanted
      : this.#bytes.room(this.#size);
    this.#count = this.#source.read(this.#filling);
    this.#count.then(this.#onCount, this.#onError);
  }

  readonly #onCount = (count: number | null): void => {
    const filled = this.#filling;
    if (filled === null) return;
    this.#filling = this.#count = null;
    if (count === null) this.#isAtEnd = true;
    else if (filled === this.#wanted && this.#waiting.wakeOne(count)) return;
    else if (this.#isLent) this.#bytes.append(filled.subarray(0, count));
    else this.#bytes.added(count);
    this.#wake();
  };

  readonly #onError = (error: unknown): void => {
    if (this.#filling === null) return;
    this.#filling = this.#count = null;
    if (isEnd(error)) this.#isAtEnd = true;
    if (this.#isAtEnd) this.#wake();
    else {
      const lost = toConnectionError(error);
      const isTold = this.#waiting.size > 0;
      this.setException(lost);
      this.#source?.lost?.(lost, isTold);
    }
  };

  #detach(): [Uint8Array, Flying | null] {
    const flying = this.#filling === null
      ? null
      : { buffer: this.#filling, count: this.#count! };
    this.#filling = this.#count = this.#source = null;
    return [this.#take(Infinity), flying];
  }

  /** Gives what has come to the one who waits. */
  #wake(): void {
    if (this.#waiting.size > 0) {
      this.#waiting.wakeOne(this.#takeWanted(this.#wanted));
    }
  }

  #takeWanted(wanted: Wanted): unknown {
    if (wanted === null) return undefined;
    if (typeof wanted !== "number") return this.#takeInto(wanted);
    const length = this.#bytes.length;
    if (length === 0 || length > wanted || this.#filling !== null) {
      return this.#take(wanted);
    }
    const bytes = this.#bytes.takeAll();
    this.#resumeIfLow();
    return bytes;
  }

  #take(count: number): Uint8Array {
    const length = this.#bytes.length;
    if (length === 0) return NO_BYTES;
    const bytes = this.#bytes.take(count < length ? count : length);
    this.#resumeIfLow();
    return bytes;
  }

  #takeInto(buffer: Uint8Array): number {
    const count = this.#bytes.takeInto(buffer);
    this.#resumeIfLow();
    return count;
  }

  #resumeIfLow(): void {
    if (this.#isPaused && this.#bytes.length <= this.#limit) this.#resume();
  }

  #resume(): void {
    this.#isPaused = false;
    this.#feeder!.resumeReading();
  }
}

function amountError(n: unknown): Error {
  return typeof n === "number"
    ? new RangeError(`'n' must be an integer: ${n}`)
    : new TypeError(`'n' must be a number: ${describe(n)}`);
}

/** Whether a failed read means the end: closed on this side, or (TLS) by the other without a word. */
function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.UnexpectedEof;
}

class LineIterator implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #reader: StreamReader;

  constructor(reader: StreamReader) {
    this.#reader = reader;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const line = await this.#reader.readline();
    return line.length === 0
      ? { done: true, value: undefined }
      : { done: false, value: line };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
