import { describe } from "../loop/check.ts";

/**
 * How lines end: `null` reads `\n`, `\r` and `\r\n` all as `\n`, and writes the platform's; `""` ends lines at any of
 * them and leaves them as they are; one of them ends lines there only, and is what `\n` is written as.
 */
export type Newline = null | "" | "\n" | "\r" | "\r\n";

const NEWLINES: readonly unknown[] = [null, "", "\n", "\r", "\r\n"];

/** @throws {RangeError} If there is no such kind of line end. */
export function checkNewline(newline: unknown): asserts newline is Newline {
  if (!NEWLINES.includes(newline)) {
    throw new RangeError(
      `'newline' must be null, "", "\\n", "\\r" or "\\r\\n": ${
        describe(newline)
      }`,
    );
  }
}

const LF = 1;
const CR = 2;
const CRLF = 4;

/** Line ends in text that is read in pieces. */
export class NewlineDecoder {
  readonly #newline: Newline;
  readonly #universal: boolean;
  /** Whether the last piece ended with a `\r` that may be the first half of a line end; the next one begins with it. */
  #held = false;
  #seen = 0;
  /** Whether there may be a `\r` in the text in which lines are looked for, where that matters. */
  #hasCr = false;

  constructor(newline: Newline) {
    this.#newline = newline;
    this.#universal = newline === null || newline === "";
  }

  get held(): boolean {
    return this.#held;
  }

  /** The kinds of line ends that were read so far: none, one, or several. */
  get seen(): string | string[] | null {
    const kinds = [
      ...(this.#seen & CR ? ["\r"] : []),
      ...(this.#seen & LF ? ["\n"] : []),
      ...(this.#seen & CRLF ? ["\r\n"] : []),
    ];
    return kinds.length > 1 ? kinds : kinds[0] ?? null;
  }

  /** Puts a `\r` that was held before the piece, and holds back one at its end, unless it is the last. */
  join(piece: string, final: boolean): string {
    if (!this.#universal && this.#newline !== "\r\n") return piece;
    const text = this.#held && (piece !== "" || final) ? "\r" + piece : piece;
    if (piece !== "" || final) {
      this.#held = !final && text.endsWith("\r");
    }
    return this.#held && text !== "" ? text.slice(0, -1) : text;
  }

  /** Notes the line ends in a text that {@linkcode join} gave, and makes them `\n` if that is wanted. */
  translate(text: string): string {
    if (!this.#universal) return text;
    this.#hasCr = text.includes("\r");
    if (!this.#hasCr) {
      if ((this.#seen & LF) === 0 && text.includes("\n")) this.#seen |= LF;
      return text;
    }
    if (text.includes("\r\n")) this.#seen |= CRLF;
    if ((this.#seen & CR) === 0 && /\r(?!\n)/.test(text)) this.#seen |= CR;
    if ((this.#seen & LF) === 0 && /(?<!\r)\n/.test(text)) this.#seen |= LF;
    if (this.#newline === "") return text;
    this.#hasCr = false;
    return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  }

  /** Where the line ends that begins at `from`, behind its end; -1 if that is not in the text. */
  lineEnd(text: string, from: number): number {
    if (this.#newline === "" && this.#hasCr) return anyLineEnd(text, from);
    const end = this.#newline || "\n";
    const at = text.indexOf(end, from);
    return at < 0 ? -1 : at + end.length;
  }

  /** Forgets what is held. */
  drop(): void {
    this.#held = false;
  }

  /** Forgets what is held and what was seen. */
  reset(): void {
    this.drop();
    this.#seen = 0;
  }
}

const LINE_END = /\r\n?|\n/g;

function anyLineEnd(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex : -1;
}
