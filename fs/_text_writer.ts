import type { Buffered } from "./_buffered.ts";
import type { Codec, IncrementalEncoder } from "./codecs/codec.ts";
import type { Newline } from "./_newlines.ts";

/** How many characters are collected before they are encoded: one call for many is much faster. */
const LIMIT = 16 * 1024;

/** What `\n` is written as. */
function lineEndFor(newline: Newline): string {
  if (newline === null) return Deno.build.os === "windows" ? "\r\n" : "\n";
  return newline || "\n";
}

/** Text on its way into the buffer of bytes. */
export class TextWriter {
  readonly #buffered: Buffered;
  readonly #encoder: IncrementalEncoder;
  readonly #lineEnd: string;
  readonly #isUtf8: boolean;
  /** Text that is known to have an encoding. Joined at once it is flat in half the time of one that grows. */
  readonly #parts: string[] = [];
  #length = 0;

  constructor(
    buffered: Buffered,
    codec: Codec,
    { errors, newline }: { errors: string; newline: Newline },
  ) {
    this.#buffered = buffered;
    this.#encoder = codec.newEncoder(errors);
    this.#isUtf8 = codec.name === "utf-8";
    this.#lineEnd = lineEndFor(newline);
  }

  get holdsBack(): boolean {
    return this.#length > 0;
  }

  /** Takes text without any wait, if there is room and it can be encoded. */
  append(text: string): boolean {
    // An empty text still gets its byte order mark.
    if (text === "" || this.#buffered.isOverfull) return false;
    const translated = this.#translate(text);
    if (!this.#encoder.accepts(translated)) return false;
    this.#parts.push(translated);
    this.#length += translated.length;
    if (this.#length > LIMIT) this.spill();
    return true;
  }

  /**
   * Takes text, and leaves it to the caller to flush what has become too much.
   *
   * @throws {UnicodeEncodeError} If it cannot be encoded; everything is then as before.
   */
  write(text: string): void {
    if (this.append(text)) return;
    this.spill();
    this.#put(this.#encoder.encode(this.#translate(text)));
  }

  /** Moves all text into the buffer of bytes. */
  spill(): void {
    if (this.#length === 0) return;
    const text = this.#parts.join("");
    this.#parts.length = 0;
    this.#length = 0;
    if (this.#isUtf8) this.#buffered.appendUtf8(text);
    else this.#put(this.#encoder.encode(text));
  }

  /** From now on, text is written at `position`: a byte order mark is due only at the start. */
  moveTo(position: number): void {
    if (position === 0) this.#encoder.reset();
    else this.#encoder.setState(0);
  }

  #put(bytes: Uint8Array): void {
    this.#buffered.unread();
    this.#buffered.append(bytes, Infinity);
  }

  #translate(text: string): string {
    return this.#lineEnd === "\n" ? text : text.replaceAll("\n", this.#lineEnd);
  }
}
