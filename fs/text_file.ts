import { checkIterable } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { AsyncFile } from "./async_file.ts";
import { BinaryFile } from "./binary_file.ts";
import { countCharacters } from "./_characters.ts";
import { checkInteger, checkText, checkWhence } from "./_check.ts";
import { Handle } from "./_handle.ts";
import { LineIterator } from "./_line_iterator.ts";
import type { TextLayer } from "./_text_layer.ts";
import type { TextReader } from "./_text_reader.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/**
 * A file of text, such as `open(path, "r")` gives: encoded, decoded and with its line ends translated as CPython's
 * `TextIOWrapper` does.
 *
 * The `size` of a read counts characters as Python does, so that a pair of surrogates is never cut in two.
 *
 * @example Line by line
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { open } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await asyncio.run(async () => {
 *   {
 *     await using file = await open(path, "w");
 *     await file.writelines(["one\n", "two\n"]);
 *   }
 *   await using file = await open(path);
 *   const lines: string[] = [];
 *   for await (const line of file) lines.push(line.trimEnd());
 *   assertEquals(lines, ["one", "two"]);
 * });
 * await Deno.remove(path);
 * ```
 */
export class TextFile extends AsyncFile implements AsyncIterable<string> {
  readonly #handle: Handle;
  readonly #layer: TextLayer;
  /** Only in files that can be read. */
  readonly #reader: TextReader | null;
  #buffer: BinaryFile | null = null;

  /** @internal */
  constructor(layer: TextLayer, handle: Handle = new Handle(layer.buffered)) {
    super(handle);
    this.#handle = handle;
    this.#layer = layer;
    this.#reader = layer.reader;
    handle.file.top = layer;
  }

  /** The mode as it was given to `open()`. */
  override get mode(): string {
    return this.#layer.mode;
  }

  /** The name of the encoding, as it was given to `open()`. */
  get encoding(): string {
    return this.#layer.encoding;
  }

  /** The name of the error handler, such as `"strict"`. */
  get errors(): string {
    return this.#layer.errors;
  }

  /** The line ends that were read so far: `null`, one of `"\n"`, `"\r"`, `"\r\n"`, or several of them. */
  get newlines(): string | string[] | null {
    return this.#reader?.newlines ?? null;
  }

  /** Whether every line is written out at once. CPython's `line_buffering`. */
  get lineBuffering(): boolean {
    return this.#layer.lineBuffering;
  }

  /** The same file as bytes. What is read there is missing here, and what has been read ahead here is missing there. */
  get buffer(): BinaryFile {
    return this.#buffer ??= new BinaryFile(this.#handle.buffered);
  }

  /**
   * Reads `size` characters, fewer only at the end of the file; or all that are left.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many; all if it is negative. @default {-1}
   * @returns The text; empty at the end of the file.
   * @throws {UnicodeDecodeError} If the bytes are not of the encoding, under `errors: "strict"`.
   */
  read(size: number = -1, options?: WaitOptions): Promise<string> {
    if (size > 0 && options === undefined && this.#handle.idle) {
      const text = Number.isSafeInteger(size)
        ? this.#reader?.takeText(size)
        : undefined;
      if (text !== undefined) return Promise.resolve(text);
    }
    return this.#read((reader) => {
      checkInteger(size, "'size'");
      return size < 0 ? reader.readAll(options) : reader.read(size, options);
    }, options);
  }

  /**
   * Reads a line, with its line end; the last one may have none.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many characters at most; negative for no limit. @default {-1}
   * @returns The line; empty at the end of the file.
   * @throws {UnicodeDecodeError} If the bytes are not of the encoding, under `errors: "strict"`.
   */
  readline(size: number = -1, options?: WaitOptions): Promise<string> {
    if (size === -1 && options === undefined) {
      const line = this.#takeLine();
      if (line !== undefined) return Promise.resolve(line);
    }
    return this.#read((reader) => {
      checkInteger(size, "'size'");
      return reader.readLine(size < 0 ? Infinity : size, options);
    }, options);
  }

  /**
   * Reads the lines up to the end, or until their length adds up to more than `hint`.
   *
   * **Cancellation.** A cancelled caller loses the lines that were read before: iterate, where that matters.
   *
   * @param hint How many characters are enough; 0 or less for no limit. @default {-1}
   */
  readlines(hint: number = -1, options?: WaitOptions): Promise<string[]> {
    return this.#read(async (reader) => {
      checkInteger(hint, "'hint'");
      const lines: string[] = [];
      let left = hint > 0 ? hint : Infinity;
      while (left >= 0) {
        const line = reader.takeLine() ??
          await reader.readLine(Infinity, options);
        if (line === "") break;
        lines.push(line);
        left -= countCharacters(line);
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
   *
   * @example Batch by batch
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   * import { open } from "@asyncio/asyncio/fs";
   *
   * const path = await Deno.makeTempFile();
   * await Deno.writeTextFile(path, "1\n2\n3\n");
   * await asyncio.run(async () => {
   *   await using file = await open(path);
   *   let sum = 0;
   *   let lines: string[];
   *   while ((lines = await file.readLinesBatch()).length > 0) {
   *     for (const line of lines) sum += Number(line);
   *   }
   *   assertEquals(sum, 6);
   * });
   * await Deno.remove(path);
   * ```
   */
  readLinesBatch(options?: WaitOptions): Promise<string[]> {
    return this.#read(async (reader) => {
      const lines: string[] = [];
      reader.takeLines(lines);
      if (lines.length > 0) return lines;
      const line = await reader.readLine(Infinity, options);
      if (line === "") return lines;
      lines.push(line);
      reader.takeLines(lines);
      return lines;
    }, options);
  }

  /**
   * Writes text, into the buffer if there is room, and returns its length as JavaScript counts it.
   *
   * In a file that is read, too, seek between reading and writing: as in CPython, what is written goes behind what has
   * been read ahead.
   *
   * **Cancellation.** A cancelled caller has written all or nothing.
   *
   * @throws {UnicodeEncodeError} If a character is not in the encoding, under `errors: "strict"`; nothing is written.
   * @throws {OSError} If the system refuses, such as a full disk.
   */
  write(text: string, options?: WaitOptions): Promise<number> {
    if (
      typeof text === "string" && options === undefined && this.#handle.idle &&
      this.#layer.append(text)
    ) return Promise.resolve(text.length);
    return this.#handle.run("write", async () => {
      checkText(text);
      await this.#layer.write(text, options);
      return text.length;
    }, options);
  }

  /**
   * Writes the items one after the other, without anything in between. It adds no line ends.
   *
   * **Cancellation.** A cancelled caller has written some of the items, each of them as a whole.
   */
  writelines(lines: Iterable<string>, options?: WaitOptions): Promise<void> {
    return this.#handle.run("write", async () => {
      checkIterable(lines, "'lines'");
      for (const line of lines) {
        checkText(line);
        await this.#layer.write(line, options);
      }
    }, options);
  }

  /**
   * Goes to a position that {@linkcode tell} gave, or to the start or the end, and returns the position.
   *
   * **Cancellation.** A cancelled caller has moved or not; what was buffered is written nonetheless.
   *
   * @param cookie What `tell()` gave, or 0. From the current position and the end, only 0 is allowed.
   * @param whence From where: 0 is the start, 1 the current position, 2 the end. @default {0}
   * @throws {UnsupportedOperation} If the file is not seekable, or `cookie` is not 0 where it must be.
   */
  seek(
    cookie: number,
    whence: 0 | 1 | 2 = 0,
    options?: WaitOptions,
  ): Promise<number> {
    return this.#handle.run("seek", async () => {
      checkInteger(cookie, "'cookie'");
      checkWhence(whence);
      if (whence !== 0 && cookie !== 0) {
        throw new UnsupportedOperation(
          `A text file can be sought from its start only: 'cookie' is ${cookie}, 'whence' is ${whence}`,
        );
      }
      return await this.#layer.seek(cookie, whence, options);
    }, options);
  }

  /**
   * Returns the position, for {@linkcode seek}: the number of bytes before it, and for some encodings and error handlers
   * something more. It is exact, also within a loop over the lines, where CPython refuses.
   *
   * **Cancellation.** A cancelled caller changes nothing; what was buffered is written nonetheless.
   *
   * @throws {UnsupportedOperation} If the file is not seekable.
   */
  tell(options?: WaitOptions): Promise<number> {
    return this.#handle.run("seek", () => this.#layer.tell(options), options);
  }

  /**
   * Flushes the file and gives it up to a binary file, which is returned; this object cannot be used any more. CPython's
   * `detach()`, which is no coroutine there.
   *
   * **Cancellation.** A cancelled caller leaves at once, and the file is as before.
   */
  detach(options?: WaitOptions): Promise<BinaryFile> {
    const { buffered, file } = this.#handle;
    return this.#handle.run(null, async () => {
      await file.call(() => file.drain(), options);
      const { buffer } = this;
      this.#handle.detach();
      file.top = buffered;
      return buffer;
    }, options);
  }

  /**
   * Iterates over the lines that are left, each `next()` being a {@linkcode readline}. Leaving the loop does not close
   * the file.
   *
   * **Cancellation.** As for `readline()`: a cancelled loop takes no line with it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<string, undefined> {
    return new LineIterator({
      takeLine: () => this.#takeLine(),
      readline: () => this.readline(),
    });
  }

  #takeLine(): string | undefined {
    return this.#handle.idle ? this.#reader?.takeLine() : undefined;
  }

  #read<T>(
    body: (reader: TextReader) => T | Promise<T>,
    options?: WaitOptions,
  ): Promise<T> {
    return this.#handle.run("read", async () => {
      this.#layer.spill();
      return await body(this.#reader!);
    }, options);
  }
}
