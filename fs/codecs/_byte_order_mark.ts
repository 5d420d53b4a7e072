// Encodings that tell themselves by the first bytes of a file: the byte order mark.

import { UnicodeDecodeError } from "../unicode_errors.ts";
import type {
  DecoderState,
  IncrementalDecoder,
  IncrementalEncoder,
} from "./codec.ts";
import { type DecodeForm, Decoder } from "./_decoder.ts";
import { type EncodeForm, Encoder } from "./_encoder.ts";
import { concat } from "./_platform.ts";

/** How the form is chosen by the first bytes. */
export interface MarkRule {
  /** The forms there are; their places here are the flags of the decoder's state. */
  readonly forms: readonly DecodeForm[];
  /** The flag as long as none is chosen. */
  readonly undecided: number;
  /** Tells the form and what is to be skipped; `undefined` for bytes that are too few to tell. */
  choose(bytes: Uint8Array, final: boolean): MarkChoice | undefined;
}

interface MarkChoice {
  flag: number;
  /** What is left to decode, and where it starts; errors count from the start of the bytes. */
  bytes: Uint8Array;
  start: number;
}

const NOTHING = new Uint8Array(0);

/** Chooses a form by the first bytes, and decodes by it from then on. */
export class MarkDecoder implements IncrementalDecoder {
  readonly #rule: MarkRule;
  readonly #errors: string | undefined;
  // Invariant: `#head` is empty once `#inner` is there.
  #head: Uint8Array = NOTHING;
  #inner: Decoder | undefined;
  #flag: number;

  constructor(rule: MarkRule, errors?: string) {
    this.#rule = rule;
    this.#errors = errors;
    this.#flag = rule.undecided;
    // An unknown error handler is refused at once.
    new Decoder(rule.forms[0]!, errors);
  }

  decode(bytes: Uint8Array, final = false): string {
    if (this.#inner !== undefined) return this.#inner.decode(bytes, final);
    const head = concat([this.#head, bytes]);
    const choice = this.#rule.choose(head, final);
    if (choice === undefined) {
      this.#head = head;
      return "";
    }
    const inner = this.#newInner(choice.flag);
    const text = inner.decodeFrom(choice.bytes, choice.start, final);
    this.#become(inner, choice.flag);
    return text;
  }

  reset(): void {
    this.#become(undefined, this.#rule.undecided);
  }

  getState(): DecoderState {
    return [this.#inner?.getState()[0] ?? this.#head, this.#flag];
  }

  setState([buffered, flag]: DecoderState): void {
    if (flag === this.#rule.undecided) {
      this.#become(undefined, flag);
      this.#head = buffered;
    } else {
      const inner = this.#newInner(flag);
      inner.setState([buffered, 0]);
      this.#become(inner, flag);
    }
  }

  #newInner(flag: number): Decoder {
    return new Decoder(this.#rule.forms[flag]!, this.#errors);
  }

  #become(inner: Decoder | undefined, flag: number): void {
    this.#head = NOTHING;
    this.#inner = inner;
    this.#flag = flag;
  }
}

/** UTF-8 that may start with a mark, which is dropped. */
export function optionalMark(mark: Uint8Array, form: DecodeForm): MarkRule {
  return {
    forms: [form],
    undecided: 1,
    choose(bytes) {
      const part = mark.subarray(0, bytes.length);
      const fits = startsWith(bytes, part);
      if (fits && part.length < mark.length) return undefined;
      const rest = fits ? bytes.subarray(mark.length) : bytes;
      return { flag: 0, bytes: rest, start: 0 };
    },
  };
}

/** UTF-16 or UTF-32, whose mark tells the byte order; Python refuses a file without one. */
export function requiredMark(
  name: string,
  marks: readonly (readonly [mark: Uint8Array, form: DecodeForm])[],
): MarkRule {
  const size = marks[0]![0].length;
  return {
    forms: marks.map(([_mark, form]) => form),
    undecided: 2,
    choose(bytes, final) {
      if (bytes.length < size) {
        // What is cut at the end is an error by the first form.
        const isError = final && bytes.length > 0;
        return isError ? { flag: 0, bytes, start: 0 } : undefined;
      }
      const flag = marks.findIndex(([mark]) => startsWith(bytes, mark));
      if (flag === -1) {
        throw new UnicodeDecodeError(name, {
          object: bytes,
          start: 0,
          end: size,
          reason: "Stream does not start with BOM",
        });
      }
      return { flag, bytes, start: size };
    },
  };
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return mark.every((byte, i) => byte === bytes[i]);
}

/** Writes a mark before the first text. */
export class MarkEncoder implements IncrementalEncoder {
  readonly #mark: Uint8Array;
  readonly #due: number;
  readonly #first: Encoder;
  readonly #later: Encoder;
  #state: number;

  /** `due` is the state in which the mark is still to be written; errors of the first text may name another form. */
  constructor(
    options: {
      mark: Uint8Array;
      due: number;
      first: EncodeForm;
      later: EncodeForm;
    },
    errors?: string,
  ) {
    this.#mark = options.mark;
    this.#due = options.due;
    this.#first = new Encoder(options.first, errors);
    this.#later = new Encoder(options.later, errors);
    this.#state = this.#due;
  }

  encode(text: string): Uint8Array<ArrayBuffer> {
    if (this.#state === 0) return this.#later.encode(text);
    const bytes = concat([this.#mark, this.#first.encode(text)]);
    this.#state = 0;
    return bytes;
  }

  accepts(text: string): boolean {
    return this.#later.accepts(text);
  }

  reset(): void {
    this.#state = this.#due;
  }

  getState(): number {
    return this.#state;
  }

  setState(state: number): void {
    this.#state = state === 0 ? 0 : this.#due;
  }
}
