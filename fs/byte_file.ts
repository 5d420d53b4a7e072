import { checkIterable } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { AsyncFile } from "./async_file.ts";
import { checkInteger, checkWhence, toBytes } from "./_check.ts";
import type { Handle } from "./_handle.ts";
import { LineIterator } from "./_line_iterator.ts";

/** Bytes of its own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What can be written to a file of bytes. */
export type BytesLike = ArrayBufferView | ArrayBuffer;

/**
 * What buffered and raw files of bytes have in common. Lines end with `\n`, and keep it.
 *
 * A line is a view of a larger array, which lives as long as it: of what is kept for long, keep a copy,
 * `line.slice()`.
 */
export abstract class ByteFile extends AsyncFile
  implements AsyncIterable<Bytes> {
  readonly #handle: Handle;

  /** @internal */
  constructor(handle: Handle) {
    super(handle);
    this.#handle = handle;
  }

  /**
   * Reads up to `size` bytes, or to the end of the file.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many; all that are left if it is negative. @default {-1}
   * @returns The bytes; none at the end of the file.
   */
  abstract read(size?: number, options?: WaitOptions): Promise<Bytes>;

  /**
   * Writes bytes, and returns how many were taken.
   *
   * **Cancellation.** A cancelled caller has written all or nothing. Do not change a large array until then: it is not
   * copied.
   *
   * @throws {OSError} If the system refuses, such as a full disk.
   */
  abstract write(data: BytesLike, options?: WaitOptions): Promise<number>;

  /**
   * Reads a line, with its `\n`; the last one may have none.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many bytes at most; negative for no limit. @default {-1}
   * @returns The line; empty at the end of the file.
   */
  readline(size: number = -1, options?: WaitOptions): Promise<Bytes> {
    if (size === -1 && options === undefined) {
      const line = this.#takeLine();
      if (line !== undefined) return Promise.resolve(line);
    }
    return this.#handle.run("read", async () => {
      checkInteger(size, "'size'");
      return this.#handle.buffered.lend(await this.#findLine(size, options));
    }, options);
  }

  /**
   * Reads the lines up to the end, or until their length adds up to more than `hint`.
   *
   * **Cancellation.** A cancelled caller loses the lines that were read before: iterate, where that matters.
   *
   * @param hint How many bytes are enough; 0 or less for no limit. @default {-1}
   */
  readlines(hint: number = -1, options?: WaitOptions): Promise<Bytes[]> {
    return this.#handle.run("read", async () => {
      checkInteger(hint, "'hint'");
      const { buffered } = this.#handle;
      const lines: Bytes[] = [];
      let left = hint > 0 ? hint : Infinity;
      while (left >= 0) {
        const length = await this.#findLine(-1, options);
        if (length === 0) break;
        lines.push(buffered.lend(length));
        left -= length;
      }
      return lines;
    }, options);
  }

  /**
   * Reads the lines that are at hand, at least one: the fast way through a large file. aiofiles has no such method.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @returns The lines; none at the end of the file.
   */
  readLinesBatch(options?: WaitOptions): Promise<Bytes[]> {
    return this.#handle.run("read", async () => {
      const { buffered } = this.#handle;
      const lines: Bytes[] = [];
      let length = await this.#findLine(-1, options);
      for (; length > 0; length = buffered.lineLength(0)) {
        lines.push(buffered.lend(length));
      }
      return lines;
    }, options);
  }

  /**
   * Writes the items one after the other, without anything in between. It adds no line ends.
   *
   * **Cancellation.** A cancelled caller has written some of the items, each of them as a whole.
   */
  writelines(
    lines: Iterable<BytesLike>,
    options?: WaitOptions,
  ): Promise<void> {
    return this.#handle.run("write", async () => {
      checkIterable(lines, "'lines'");
      for (const line of lines) {
        await this.#handle.buffered.write(toBytes(line), options);
      }
    }, options);
  }

  /**
   * Fills `into` with bytes, and returns how many those were: fewer only at the end of the file. CPython's
   * `readinto()`.
   *
   * **Cancellation.** A cancelled caller takes nothing, but the system may still write into the array; what comes is
   * there for the next call.
   */
  readInto(into: BytesLike, options?: WaitOptions): Promise<number> {
    return this.#handle.run(
      "read",
      () => this.#handle.buffered.readInto(toBytes(into), options),
      options,
    );
  }

  /**
   * Reads `size` bytes from `position` on; fewer at the end of the file. The file's own position stays. Python's
   * `os.pread()`; aiofiles has no such method.
   *
   * **Cancellation.** A cancelled caller leaves at once, and nothing else has changed.
   *
   * @throws {UnsupportedOperation} If the file is not seekable.
   *
   * @example Two places at once
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   * import { open } from "@asyncio/asyncio/fs";
   *
   * const path = await Deno.makeTempFile();
   * await Deno.writeTextFile(path, "0123456789");
   * await asyncio.run(async () => {
   *   await using file = await open(path, "rb");
   *   const parts = await asyncio.gather(() => file.pread(2, 7), () => file.pread(3, 1));
   *   assertEquals(parts.map((part) => new TextDecoder().decode(part)), ["78", "123"]);
   * });
   * await Deno.remove(path);
   * ```
   */
  pread(
    size: number,
    position: number,
    options?: WaitOptions,
  ): Promise<Bytes> {
    return this.#handle.run("read", () => {
      this.#handle.check("seek");
      checkInteger(size, "'size'", 0);
      checkInteger(position, "'position'", 0);
      return this.#handle.buffered.readAt(position, size, options);
    }, options);
  }

  /**
   * Goes to another position, and returns it.
   *
   * **Cancellation.** A cancelled caller has moved or not; what was buffered is written nonetheless.
   *
   * @param offset How many bytes from there.
   * @param whence From where: 0 is the start, 1 the current position, 2 the end. @default {0}
   * @throws {UnsupportedOperation} If the file is not seekable.
   */
  seek(
    offset: number,
    whence: 0 | 1 | 2 = 0,
    options?: WaitOptions,
  ): Promise<number> {
    return this.#handle.run("seek", async () => {
      checkInteger(offset, "'offset'");
      checkWhence(whence);
      const { buffered } = this.#handle;
      await buffered.flush(options);
      return buffered.seek(offset, whence);
    }, options);
  }

  /**
   * Returns the position, in bytes from the start. It never waits for the system.
   *
   * **Cancellation.** A cancelled caller stops waiting for those before it.
   *
   * @throws {UnsupportedOperation} If the file is not seekable.
   */
  tell(options?: WaitOptions): Promise<number> {
    return this.#handle.run(
      "seek",
      () => this.#handle.buffered.position(),
      options,
    );
  }

  /**
   * Iterates over the lines that are left, each `next()` being a {@linkcode readline}. Leaving the loop does not close
   * the file.
   *
   * **Cancellation.** As for `readline()`: a cancelled loop takes no line with it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Bytes, undefined> {
    return new LineIterator({
      takeLine: () => this.#takeLine(),
      readline: () => this.readline(),
    });
  }

  #takeLine(): Bytes | undefined {
    if (!this.#handle.idle) return undefined;
    const { buffered } = this.#handle;
    const length = buffered.lineLength(0);
    return length === 0 ? undefined : buffered.lend(length);
  }

  /** How long the next line is, of at most `limit` bytes, once it is read ahead. */
  async #findLine(limit: number, options?: WaitOptions): Promise<number> {
    const { buffered } = this.#handle;
    const most = limit < 0 ? Infinity : limit;
    let searched = 0;
    for (;;) {
      const length = buffered.lineLength(searched);
      if (length > 0) return Math.min(length, most);
      searched = buffered.available;
      if (searched >= most) return most;
      if (!(await buffered.fill(options))) return searched;
    }
  }
}
