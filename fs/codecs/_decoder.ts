import { UnicodeDecodeError } from "../unicode_errors.ts";
import type { DecoderState, IncrementalDecoder } from "./codec.ts";
import { type DecodeHandler, lookupErrorHandler } from "./_error_handlers.ts";
import type { Fault } from "./_fault.ts";
import { concat } from "./_platform.ts";

/** How bytes of an encoding are read, without any state. */
export interface DecodeForm {
  /** The encoding as errors name it. */
  readonly name: string;
  /** Where the last character ends that is whole, for bytes that are otherwise valid. */
  boundary(bytes: Uint8Array): number;
  /** Decodes bytes that are valid and end with a whole character; `undefined` for others. */
  decode(bytes: Uint8Array): string | undefined;
  /** Finds the first fault at or after `start`, where a character starts. */
  findFault(bytes: Uint8Array, start: number): Fault | undefined;
}

const NOTHING = new Uint8Array(0);

/**
 * Decodes by a form: what is valid in one go, the rest stretch by stretch.
 *
 * A cut character at the end is kept, and goes before the bytes of the next call.
 */
export class Decoder implements IncrementalDecoder {
  readonly #form: DecodeForm;
  readonly #handle: DecodeHandler;
  #pending: Uint8Array = NOTHING;

  constructor(form: DecodeForm, errors = "strict") {
    this.#form = form;
    this.#handle = lookupErrorHandler(errors).decode;
  }

  decode(bytes: Uint8Array, final = false): string {
    const joined = this.#pending.length === 0
      ? bytes
      : concat([this.#pending, bytes]);
    return this.decodeFrom(joined, 0, final);
  }

  /** Decodes `bytes` from `start` on, with nothing before them; positions in errors count from 0. */
  decodeFrom(bytes: Uint8Array, start: number, final: boolean): string {
    const part = start === 0 ? bytes : bytes.subarray(start);
    const end = final ? part.length : this.#form.boundary(part);
    const whole = end === part.length ? part : part.subarray(0, end);
    const text = this.#form.decode(whole);
    if (text === undefined) return this.#decodeFaulty(bytes, start, final);
    this.#keep(part, end);
    return text;
  }

  reset(): void {
    this.#pending = NOTHING;
  }

  getState(): DecoderState {
    return [this.#pending, 0];
  }

  setState([buffered]: DecoderState): void {
    this.#pending = buffered;
  }

  /** Keeps the bytes from `end` on, in an array of its own: the caller's may be filled again. */
  #keep(bytes: Uint8Array, end: number): void {
    this.#pending = end === bytes.length ? NOTHING : bytes.slice(end);
  }

  #decodeFaulty(bytes: Uint8Array, start: number, final: boolean): string {
    const form = this.#form;
    let text = "";
    let at = start;
    while (at < bytes.length) {
      const fault = form.findFault(bytes, at);
      const end = fault === undefined ? bytes.length : fault.start;
      text += form.decode(bytes.subarray(at, end));
      at = end;
      if (fault === undefined || (fault.cut && !final)) break;
      const reply = this.#handle(bytes, fault, form.name);
      if (reply === undefined) {
        throw new UnicodeDecodeError(form.name, {
          ...fault,
          object: bytes.slice(),
        });
      }
      text += reply[0];
      at = reply[1];
    }
    this.#keep(bytes, at);
    return text;
  }
}
