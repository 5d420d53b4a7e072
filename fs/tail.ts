import { describe } from "../loop/check.ts";
import { type Duration, toSeconds } from "../loop/duration.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { sleep } from "../tasks/sleep.ts";
import { stat } from "./_os_stat.ts";
import { request } from "./_system.ts";
import type { IncrementalDecoder } from "./codecs/codec.ts";
import { lookup } from "./codecs/lookup.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { FileNotFoundError, makeOSError } from "./os_error.ts";

/** Options of {@linkcode tail}. */
export interface TailOptions extends WaitOptions {
  /** Whether to begin with the lines that are there already. @default {false} */
  readonly fromStart?: boolean | undefined;
  /** How often to look for more: seconds, or an object with units. @default {0.1} */
  readonly interval?: Duration | undefined;
  /** The encoding, by any of Python's names. @default {"utf-8"} */
  readonly encoding?: string | undefined;
  /** What to do about bytes that are not of the encoding. @default {"replace"} */
  readonly errors?: string | undefined;
}

const CHUNK = 64 * 1024;

/**
 * Follows a file that grows: goes through its lines as they come, each with its line end, without end. `tail -F`.
 *
 * - **A line comes when it is complete.** What is left of a file that was replaced comes without a line end.
 * - **It survives what happens to logs.** A file that is replaced is read to its end, and then the new one from its
 *   start; one that was cut shorter is read from its start; one that is not there, yet or for a while, is waited for.
 *   A file that is cut off and has grown beyond where it was before the next look is taken for the old one.
 * - **It looks every `interval`**, because not every file system tells of changes. A look is one question about the
 *   file, which takes less than 0.1 ms.
 *
 * Line ends are `\n`, and `\r\n` is read as `\n`.
 *
 * **Cancellation.** A cancelled caller leaves at once, and the file is closed. Leaving the loop closes it, too.
 *
 * @throws {RangeError} If the interval is not positive.
 * @throws {LookupError} If there is no such encoding or error handler.
 * @throws {OSError} If the file cannot be read, other than because it is not there.
 *
 * @example Wait for a line
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { appendText, tail } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await asyncio.run(async () => {
 *   const ready = asyncio.createTask(async () => {
 *     for await (const line of tail(path, { fromStart: true, interval: 0.01 })) {
 *       if (line.includes("ready")) return line;
 *     }
 *   });
 *   await appendText(path, "starting\nrea");
 *   await appendText(path, "dy\n");
 *   assertEquals(await ready, "ready\n");
 * });
 * await Deno.remove(path);
 * ```
 */
export async function* tail(
  path: FilePath,
  options: TailOptions = {},
): AsyncGenerator<string, void, void> {
  const { interval = 0.1, encoding = "utf-8", errors = "replace" } = options;
  const filename = fspath(path);
  const seconds = toSeconds(interval);
  if (!(seconds > 0)) {
    throw new RangeError(`'interval' must be positive: ${describe(interval)}`);
  }
  const codec = lookup(encoding);
  const lines = new Lines(codec.newDecoder(errors));
  const chunk = new Uint8Array(CHUNK);
  let atEnd = !(options.fromStart ?? false);
  for (;;) {
    using source = await openSource(filename, options);
    if (source === null) {
      // Whatever appears now is new as a whole.
      atEnd = false;
      await sleep(seconds, undefined, options);
      continue;
    }
    if (atEnd) await source.seekEnd(options);
    atEnd = false;
    let isOver = false;
    for (;;) {
      const bytes = await source.read(chunk, options);
      if (bytes.length > 0) {
        yield* lines.add(bytes);
        continue;
      }
      // It may have grown between the last read and the replacement.
      if (isOver) break;
      const news = await source.look(options);
      if (news === "replaced") isOver = true;
      else {
        if (news === "cut") {
          lines.reset();
          await source.seekStart(options);
        }
        await sleep(seconds, undefined, options);
      }
    }
    yield* lines.finish();
  }
}

/** Lines out of bytes that come in pieces. */
class Lines {
  readonly #decoder: IncrementalDecoder;
  #rest = "";

  constructor(decoder: IncrementalDecoder) {
    this.#decoder = decoder;
  }

  /** The lines that are complete now. */
  add(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(bytes)).split("\n");
    this.#rest = lines.pop()!;
    return lines.map((line) => line.replace(/\r?$/, "\n"));
  }

  /** What is left, if anything; then everything begins anew. */
  finish(): string[] {
    const rest = this.#rest + this.#decoder.decode(new Uint8Array(), true);
    this.reset();
    return rest === "" ? [] : [rest];
  }

  reset(): void {
    this.#rest = "";
    this.#decoder.reset();
  }
}

/** The file that has the name, or had it when it was opened. */
class Source implements Disposable {
  readonly #filename: string;
  readonly #file: Deno.FsFile;
  readonly #info: Deno.FileInfo;
  #position = 0;

  constructor(filename: string, file: Deno.FsFile) {
    this.#filename = filename;
    this.#file = file;
    this.#info = file.statSync();
  }

  get isFolder(): boolean {
    return this.#info.isDirectory;
  }

  /** Reads what there is; nothing at the end of the file. */
  async read(into: Uint8Array, options: WaitOptions): Promise<Uint8Array> {
    const read = () => this.#file.read(into);
    const count = await request({ filename: this.#filename }, read, options);
    this.#position += count ?? 0;
    return into.subarray(0, count ?? 0);
  }

  seekStart(options: WaitOptions): Promise<void> {
    return this.#seek(Deno.SeekMode.Start, options);
  }

  seekEnd(options: WaitOptions): Promise<void> {
    return this.#seek(Deno.SeekMode.End, options);
  }

  /** What has happened to the file since: while no other file has the name, nothing. */
  async look(options: WaitOptions): Promise<"nothing" | "cut" | "replaced"> {
    try {
      const { dev, ino, size } = await stat(this.#filename, options);
      if (ino !== this.#info.ino || dev !== this.#info.dev) return "replaced";
      return size < this.#position ? "cut" : "nothing";
    } catch (error) {
      if (error instanceof FileNotFoundError) return "nothing";
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  async #seek(whence: Deno.SeekMode, options: WaitOptions): Promise<void> {
    const seek = () => this.#file.seek(0, whence);
    this.#position = await request(
      { filename: this.#filename },
      seek,
      options,
    );
  }
}

async function openSource(
  filename: string,
  options: WaitOptions,
): Promise<Source | null> {
  try {
    const file = await request(
      { filename },
      () => Deno.open(filename),
      options,
      (late) => late.close(),
    );
    const source = new Source(filename, file);
    if (source.isFolder) {
      source[Symbol.dispose]();
      throw makeOSError("EISDIR", { filename });
    }
    return source;
  } catch (error) {
    if (error instanceof FileNotFoundError) return null;
    throw error;
  }
}
