import { BinaryFile } from "./binary_file.ts";
import { Buffered } from "./_buffered.ts";
import type { BytesLike } from "./byte_file.ts";
import { checkText, toBytes } from "./_check.ts";
import { MemoryDevice } from "./_memory_device.ts";
import { OpenFile } from "./_open_file.ts";
import { TextFile } from "./text_file.ts";
import { TextLayer } from "./_text_layer.ts";

/** Nothing is kept in a buffer, so that what was written is there at once. */
function bufferedMemory(device: MemoryDevice): Buffered {
  const facts = {
    name: "<memory>",
    mode: "rb+",
    readable: true,
    writable: true,
  };
  return new Buffered(new OpenFile(device, facts), 0);
}

/**
 * A file of bytes in memory, for whatever takes a {@linkcode BinaryFile}, such as tests. CPython's `BytesIO`.
 *
 * What it holds stays there when it is closed. (In CPython it is gone.)
 *
 * @example What a function writes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type BinaryFile, MemoryFile } from "@asyncio/asyncio/fs";
 *
 * async function save(file: BinaryFile) {
 *   await file.write(new Uint8Array([1, 2, 3]));
 *   await file.close();
 * }
 *
 * const file = new MemoryFile();
 * await save(file);
 * assertEquals(file.getvalue(), new Uint8Array([1, 2, 3]));
 * ```
 */
export class MemoryFile extends BinaryFile {
  readonly #device: MemoryDevice;

  /**
   * Makes a file that holds a copy of `content`; its position is the start.
   *
   * @throws {TypeError} If that is not bytes.
   */
  constructor(content: BytesLike = new Uint8Array(0)) {
    const device = new MemoryDevice(toBytes(content));
    super(bufferedMemory(device));
    this.#device = device;
  }

  /** Returns a copy of all that the file holds, wherever its position is. */
  getvalue(): Uint8Array<ArrayBuffer> {
    return this.#device.content;
  }
}

/**
 * A file of text in memory, for whatever takes a {@linkcode TextFile}, such as tests. CPython's `StringIO`, with its
 * default for line ends: they are left as they are, and lines end with `\n` only.
 *
 * What it holds stays there when it is closed. (In CPython it is gone.)
 *
 * @example What a function reads
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemoryTextFile, type TextFile } from "@asyncio/asyncio/fs";
 *
 * async function sum(file: TextFile) {
 *   let total = 0;
 *   for await (const line of file) total += Number(line);
 *   return total;
 * }
 *
 * assertEquals(await sum(new MemoryTextFile("1\n2\n")), 3);
 * ```
 */
export class MemoryTextFile extends TextFile {
  readonly #device: MemoryDevice;

  /**
   * Makes a file that holds `content`; its position is the start.
   *
   * @throws {TypeError} If that is no string.
   */
  constructor(content: string = "") {
    checkText(content);
    const device = new MemoryDevice(new TextEncoder().encode(content));
    super(
      new TextLayer(bufferedMemory(device), {
        mode: "r+",
        encoding: "utf-8",
        errors: "strict",
        newline: "\n",
        lineBuffering: false,
        writeThrough: true,
      }),
    );
    this.#device = device;
  }

  /** Returns all that the file holds, wherever its position is. */
  getvalue(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(this.#device.content);
  }
}
