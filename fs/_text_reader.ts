import { Buffer } from "node:buffer";
import type { WaitOptions } from "../loop/wait_options.ts";
import type { Buffered } from "./_buffered.ts";
import { characterIndex, countCharacters } from "./_characters.ts";
import type { Codec, IncrementalDecoder } from "./codecs/codec.ts";
import { type Newline, NewlineDecoder } from "./_newlines.ts";

/**
 * A text position as one number, as `tell()` gives and `seek()` takes it: that of a byte where a character starts, and
 * for rare encodings and error handlers a state of the decoder and a number of characters to skip from there.
 */
interface Cookie {
  readonly position: number;
  readonly flag: number;
  readonly skip: number;
}

const FLAG_UNIT = 2 ** 43;
const SKIP_UNIT = 8 * FLAG_UNIT;

function packCookie({ position, flag, skip }: Cookie): number {
  // The start is the start, whatever the decoder has made of it.
  if (position === 0 && skip === 0) return 0;
  return position + flag * FLAG_UNIT + skip * SKIP_UNIT;
}

function unpackCookie(cookie: number): Cookie {
  const skip = Math.floor(cookie / SKIP_UNIT);
  const rest = cookie - skip * SKIP_UNIT;
  const flag = Math.floor(rest / FLAG_UNIT);
  return { position: rest - flag * FLAG_UNIT, flag, skip };
}

/** A piece of decoded text, and where it comes from. */
interface Piece {
  /** With its line ends as the user sees them. */
  readonly text: string;
  /** As it was decoded. */
  readonly raw: string;
  /** Which bytes it comes from, up to the end of its last character. */
  readonly start: number;
  readonly end: number;
  /** The decoder's state at either end. */
  readonly startFlag: number;
  readonly endFlag: number;
}

const NOTHING = new Uint8Array(0);

/** Decoded text, read ahead piece by piece. All that may wait is called by whose turn it is. */
export class TextReader {
  readonly #buffered: Buffered;
  readonly #codec: Codec;
  readonly #errors: string;
  readonly #decoder: IncrementalDecoder;
  readonly #newlines: NewlineDecoder;
  /** What was left of pieces before this one when an operation needed more; one that was cancelled leaves it here. */
  #head = "";
  #headStart: { piece: Piece | null; used: number } | null = null;
  #text = "";
  #used = 0;
  #piece: Piece | null = null;

  constructor(
    buffered: Buffered,
    codec: Codec,
    errors: string,
    newline: Newline,
  ) {
    this.#buffered = buffered;
    this.#codec = codec;
    this.#errors = errors;
    this.#decoder = codec.newDecoder(errors);
    this.#newlines = new NewlineDecoder(newline);
  }

  get newlines(): string | string[] | null {
    return this.#newlines.seen;
  }

  /** Whether there is text that was read ahead. */
  get isAhead(): boolean {
    return this.#piece !== null;
  }

  /** Takes the next line if it is there as a whole. */
  takeLine(): string | undefined {
    if (this.#head !== "") return undefined;
    const end = this.#newlines.lineEnd(this.#text, this.#used);
    return end < 0 ? undefined : this.#take(end);
  }

  /** Takes `count` characters if they are there. */
  takeText(count: number): string | undefined {
    if (this.#head !== "") return undefined;
    const end = characterIndex(this.#text, this.#used, count);
    return end < 0 ? undefined : this.#take(end);
  }

  /** Takes all lines that are there as a whole, and adds them to `lines`. */
  takeLines(lines: string[]): void {
    for (
      let line = this.takeLine();
      line !== undefined;
      line = this.takeLine()
    ) lines.push(line);
  }

  /** Reads a line, or `limit` characters of it. */
  async readLine(limit: number, options?: WaitOptions): Promise<string> {
    await this.#resume(options);
    let left = limit;
    for (;;) {
      const end = this.#newlines.lineEnd(this.#text, this.#used);
      const cut = left === Infinity
        ? -1
        : characterIndex(this.#text, this.#used, left);
      if (end >= 0 && (cut < 0 || end <= cut)) return this.#take(end);
      if (cut >= 0) return this.#take(cut);
      left -= this.#setAside();
      if (!(await this.#fill(options))) return this.#take(0);
    }
  }

  /** Reads `count` characters, or what is left of them. */
  async read(count: number, options?: WaitOptions): Promise<string> {
    await this.#resume(options);
    let left = count;
    for (;;) {
      const end = characterIndex(this.#text, this.#used, left);
      if (end >= 0) return this.#take(end);
      left -= this.#setAside();
      if (!(await this.#fill(options))) return this.#take(0);
    }
  }

  /** Reads to the end of the file. */
  async readAll(options?: WaitOptions): Promise<string> {
    await this.#resume(options);
    await this.#buffered.gatherAll(options);
    this.#setAside();
    this.#decode(true);
    return this.#take(this.#text.length);
  }

  /** The position of the user; `null` if it has to be looked for in the file, by {@linkcode findCookie}. */
  cookie(): number | null {
    const { piece, used } = this.#start();
    if (piece === null) return this.#buffered.position();
    const raw = rawIndex(piece, used);
    const rest = this.#encodedLength(piece.raw.slice(raw));
    if (rest === null) return null;
    return packCookie({
      position: piece.end - rest,
      flag: piece.endFlag,
      skip: 0,
    });
  }

  /** The position of the user where not every character has bytes of its own: by decoding once more. */
  async findCookie(options?: WaitOptions): Promise<number> {
    const { piece, used } = this.#start();
    const { start, end, startFlag } = piece!;
    const bytes = await this.#buffered.readAt(start, end - start, options);
    return this.#search(bytes, piece!, rawIndex(piece!, used), startFlag);
  }

  /** Goes to a position that {@linkcode cookie} gave. */
  async seek(cookie: number, options?: WaitOptions): Promise<void> {
    const { position, flag, skip } = unpackCookie(cookie);
    this.#buffered.seek(position, 0);
    if (cookie === 0) this.reset();
    else {
      this.#forget();
      this.#newlines.drop();
      this.#decoder.setState([NOTHING, flag]);
    }
    if (skip > 0) {
      await this.#fill(options);
      this.#used = Math.min(skip, this.#text.length);
    }
  }

  /** Forgets what has been read ahead. */
  reset(): void {
    this.#decoder.reset();
    this.#newlines.reset();
    this.#forget();
  }

  #forget(): void {
    this.#head = this.#text = "";
    this.#headStart = this.#piece = null;
    this.#used = 0;
  }

  #take(end: number): string {
    const part = this.#text.slice(this.#used, end);
    this.#used = end;
    if (this.#head === "") return part;
    const whole = this.#head + part;
    this.#head = "";
    this.#headStart = null;
    return whole;
  }

  /** Puts the rest of the text with the head, and says how many characters that were. */
  #setAside(): number {
    const rest = this.#text.slice(this.#used);
    if (rest === "") return 0;
    this.#headStart ??= { piece: this.#piece, used: this.#used };
    this.#head += rest;
    this.#used = this.#text.length;
    return countCharacters(rest);
  }

  /** Goes back to where an operation began that was cancelled. */
  async #resume(options?: WaitOptions): Promise<void> {
    await this.#buffered.flush(options);
    if (this.#head === "") return;
    if (this.#buffered.file.seekable) {
      await this.seek(
        this.cookie() ?? await this.findCookie(options),
        options,
      );
    } else {
      // There are no positions to be told.
      this.#text = this.#head + this.#text.slice(this.#used);
      this.#head = "";
      this.#used = 0;
    }
  }

  /** Reads the next piece, the rest of this one having been set aside. Returns false at the end of the file. */
  async #fill(options?: WaitOptions): Promise<boolean> {
    const { available } = this.#buffered;
    const more = available > 0 || await this.#buffered.fill(options);
    this.#decode(!more);
    return more || this.#text !== "";
  }

  /** Decodes what the buffer holds. What cannot be decoded is passed over, with what was set aside, as in CPython. */
  #decode(final: boolean): void {
    const buffered = this.#buffered;
    const bytes = buffered.view;
    const [before, startFlag] = this.#decoder.getState();
    const held = this.#newlines.held;
    buffered.skip(bytes.length);
    let decoded: string;
    try {
      decoded = this.#decoder.decode(bytes, final);
    } catch (error) {
      this.#forget();
      throw error;
    }
    const raw = this.#newlines.join(decoded, final);
    const text = this.#newlines.translate(raw);
    this.#text = text;
    this.#used = 0;
    if (!buffered.file.seekable) return;
    const at = buffered.position();
    const [after, endFlag] = this.#decoder.getState();
    this.#piece = {
      text,
      raw,
      start: at - bytes.length - before.length - this.#crWidth(held),
      end: at - after.length - this.#crWidth(this.#newlines.held),
      startFlag,
      endFlag,
    };
  }

  #start(): { piece: Piece | null; used: number } {
    return this.#headStart ?? { piece: this.#piece, used: this.#used };
  }

  #crWidth(held: boolean): number {
    if (!held) return 0;
    return /^utf-?(16|32)/.test(this.#codec.name)
      ? Number(this.#codec.name.match(/16|32/)) / 8
      : 1;
  }

  /** How many bytes the text was decoded from, where every character has bytes of its own; `null` elsewhere. */
  #encodedLength(text: string): number | null {
    if (text === "") return 0;
    if (this.#errors !== "strict" && this.#errors !== "surrogateescape") {
      return null;
    }
    if (this.#codec.name === "utf-8" && text.isWellFormed()) {
      return Buffer.byteLength(text);
    }
    try {
      const encoder = this.#codec.newEncoder(this.#errors);
      encoder.setState(0);
      return encoder.encode(text).length;
    } catch {
      // An encoding that can only be read.
      return null;
    }
  }

  /** Looks for the byte at which the character of `index` starts. */
  #search(
    bytes: Uint8Array,
    piece: Piece,
    index: number,
    startFlag: number,
  ): number {
    const decoder = this.#codec.newDecoder(this.#errors);
    const decodeTo = (end: number) => {
      decoder.reset();
      if (piece.start > 0) decoder.setState([NOTHING, startFlag]);
      return decoder.decode(bytes.subarray(0, end)).length;
    };
    let low = 0;
    let high = bytes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (decodeTo(middle) < index) low = middle + 1;
      else high = middle;
    }
    let decoded = decodeTo(low);
    // In the middle of what one character was replaced by: back to where that begins.
    while (decoded > index || decoder.getState()[0].length > 0) {
      decoded = decodeTo(--low);
    }
    return packCookie({
      position: piece.start + low,
      flag: decoder.getState()[1],
      skip: index - decoded,
    });
  }
}

/** Which character of the text as it was decoded is that of `index` as the user sees it. */
function rawIndex({ text, raw }: Piece, index: number): number {
  if (text === raw || index === text.length) {
    return index === text.length ? raw.length : index;
  }
  let at = index;
  // Every `\r\n` before it has one more.
  for (
    let pair = raw.indexOf("\r\n");
    pair >= 0 && pair < at;
    pair = raw.indexOf("\r\n", pair + 2)
  ) at++;
  return at;
}
