// How text becomes bytes and back: what `lookup()` gives, and what every codec does.

/** An encoding, and makers of what decodes and encodes it piece by piece. */
export interface Codec {
  /** CPython's name of the encoding, such as `"utf-8"` or `"iso8859-1"`. */
  readonly name: string;

  /**
   * Makes a decoder.
   *
   * @param errors What to do about bytes that mean nothing: `"strict"` (the default), `"ignore"`, `"replace"`,
   * `"backslashreplace"`, `"surrogateescape"` or `"surrogatepass"`.
   * @throws {LookupError} If there is no such error handler.
   */
  newDecoder(errors?: string): IncrementalDecoder;

  /**
   * Makes an encoder.
   *
   * @param errors What to do about characters that have no encoding: what a decoder takes, or
   * `"xmlcharrefreplace"`.
   * @throws {LookupError} If there is no such error handler, or the encoding can only be read.
   */
  newEncoder(errors?: string): IncrementalEncoder;
}

/**
 * The bytes that are not yet decoded, and a number that holds the rest of the state.
 *
 * Feeding `buffered` again to a decoder that was set to `[empty, flag]` brings back the same state.
 */
export type DecoderState = readonly [buffered: Uint8Array, flag: number];

/** Turns bytes that come in pieces into text; a character that is cut at the end of a piece waits for the next. */
export interface IncrementalDecoder {
  /**
   * Decodes `bytes`, after those that were left from the last call. It keeps no reference to `bytes`.
   *
   * @param final Whether these are the last ones: a cut character is then an error.
   * @throws {UnicodeDecodeError} If the bytes mean nothing and the error handler does not help. The bytes of this
   * call are then lost and the state is as before, as in CPython.
   */
  decode(bytes: Uint8Array, final?: boolean): string;
  /** Goes back to the state of a new decoder. */
  reset(): void;
  /** Returns the state, for {@linkcode setState} of this or another decoder of the encoding. */
  getState(): DecoderState;
  /** Sets what {@linkcode getState} gave. */
  setState(state: DecoderState): void;
}

/** Turns text that comes in pieces into bytes; a byte order mark is written once, with the first piece. */
export interface IncrementalEncoder {
  /**
   * Encodes `text` into bytes that the caller may keep.
   *
   * @throws {UnicodeEncodeError} If a character has no encoding and the error handler does not help. The state is
   * then as before.
   */
  encode(text: string): Uint8Array<ArrayBuffer>;
  /**
   * Whether every character of `text` has an encoding, so that `encode` cannot fail and asks no error handler.
   *
   * Pieces that are accepted may be joined and encoded later at once, with the same bytes as a result.
   */
  accepts(text: string): boolean;
  /** Goes back to the state of a new encoder: a byte order mark is due, where the encoding has one. */
  reset(): void;
  /** Returns 0 if no byte order mark is due, and something else otherwise. */
  getState(): number;
  /** Sets what {@linkcode getState} gave; 0 where text is written at another place than the start of a file. */
  setState(state: number): void;
}
