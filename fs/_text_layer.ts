import { describe } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import type { Buffered } from "./_buffered.ts";
import type { Whence } from "./_device.ts";
import type { Newline } from "./_newlines.ts";
import type { Top } from "./_open_file.ts";
import { TextReader } from "./_text_reader.ts";
import { TextWriter } from "./_text_writer.ts";
import { lookup } from "./codecs/lookup.ts";

/** How bytes are taken for text. */
export interface TextFacts {
  /** The mode as it was given. */
  readonly mode: string;
  /** The name of the encoding as it was given. */
  readonly encoding: string;
  readonly errors: string;
  readonly newline: Newline;
  readonly lineBuffering: boolean;
  /** Whether nothing that is written is kept back. */
  readonly writeThrough?: boolean;
}

/** Reading and writing text, one at a time, over one buffer of bytes. */
export class TextLayer implements Top {
  readonly buffered: Buffered;
  readonly mode: string;
  readonly encoding: string;
  readonly errors: string;
  readonly lineBuffering: boolean;
  readonly reader: TextReader | null;
  readonly #writer: TextWriter | null;
  readonly #writeThrough: boolean;

  /**
   * @throws {LookupError} If there is no such encoding or error handler, or the encoding can only be read.
   */
  constructor(buffered: Buffered, facts: TextFacts) {
    const { errors, newline } = facts;
    this.buffered = buffered;
    this.mode = facts.mode;
    this.encoding = facts.encoding;
    this.errors = errors;
    this.lineBuffering = facts.lineBuffering;
    this.#writeThrough = facts.writeThrough ?? false;
    const codec = lookup(facts.encoding);
    const { readable, writable } = buffered.file.facts;
    this.reader = readable
      ? new TextReader(buffered, codec, errors, newline)
      : null;
    this.#writer = writable ? new TextWriter(buffered, codec, facts) : null;
    // Where there is something already, no byte order mark is due.
    if (writable && buffered.file.seekable) {
      this.#writer?.moveTo(buffered.position());
    }
  }

  /** Whether there is text or bytes that wait to be written. */
  get holdsBack(): boolean {
    return this.buffered.holdsBack || (this.#writer?.holdsBack ?? false);
  }

  /** Takes text without any wait, if that is possible. */
  append(text: string): boolean {
    return this.#writer !== null && !this.#writeThrough &&
      !this.lineBuffering && !this.reader?.isAhead && this.#writer.append(text);
  }

  async write(text: string, options?: WaitOptions): Promise<void> {
    this.#writer!.write(text);
    // As in CPython: what has been read ahead is gone.
    this.reader?.reset();
    const isDue = this.#writeThrough ||
      (this.lineBuffering && /[\r\n]/.test(text));
    if (isDue || this.buffered.isOverfull) await this.flush(options);
  }

  async flush(options?: WaitOptions): Promise<void> {
    this.spill();
    await this.buffered.flush(options);
  }

  /** Writes out everything, out of reach of any cancel. */
  drain(): Promise<void> {
    this.spill();
    return this.buffered.drain();
  }

  /** Moves what was written into the buffer of bytes, so that it comes before what is read or sought next. */
  spill(): void {
    this.#writer?.spill();
  }

  async tell(options?: WaitOptions): Promise<number> {
    await this.flush(options);
    if (this.reader === null) return this.buffered.position();
    return this.reader.cookie() ?? await this.reader.findCookie(options);
  }

  async seek(
    cookie: number,
    whence: Whence,
    options?: WaitOptions,
  ): Promise<number> {
    if (whence === 2) {
      await this.flush(options);
      const end = this.buffered.seek(0, 2);
      this.reader?.reset();
      this.#writer?.moveTo(end);
      return end;
    }
    const target = whence === 1 ? await this.tell(options) : cookie;
    if (target < 0) {
      throw new RangeError(
        `Cannot seek: the position must not be negative: ${describe(target)}`,
      );
    }
    await this.flush(options);
    if (this.reader === null) this.buffered.seek(target, 0);
    else await this.reader.seek(target, options);
    this.#writer?.moveTo(target);
    return target;
  }
}
