import { UnicodeEncodeError } from "../unicode_errors.ts";
import type { IncrementalEncoder } from "./codec.ts";
import { type EncodeHandler, lookupErrorHandler } from "./_error_handlers.ts";
import type { Fault } from "./_fault.ts";
import { concat } from "./_platform.ts";

/** How text is written in an encoding, without any state. */
export interface EncodeForm {
  /** The encoding as errors name it. */
  readonly name: string;
  /** Whether every character of `text` has an encoding. */
  accepts(text: string): boolean;
  /** Encodes text that {@linkcode accepts}. */
  encode(text: string): Uint8Array<ArrayBuffer>;
  /** Finds the first characters without an encoding at or after `start`. */
  findFault(text: string, start: number): Fault | undefined;
}

/** Encodes by a form: what is accepted in one go, the rest stretch by stretch. It has no state. */
export class Encoder implements IncrementalEncoder {
  readonly #form: EncodeForm;
  readonly #handle: EncodeHandler;

  constructor(form: EncodeForm, errors = "strict") {
    this.#form = form;
    this.#handle = lookupErrorHandler(errors).encode;
  }

  encode(text: string): Uint8Array<ArrayBuffer> {
    const form = this.#form;
    return form.accepts(text) ? form.encode(text) : this.#encodeFaulty(text);
  }

  accepts(text: string): boolean {
    return this.#form.accepts(text);
  }

  reset(): void {}

  getState(): number {
    return 0;
  }

  setState(_state: number): void {}

  #encodeFaulty(text: string): Uint8Array<ArrayBuffer> {
    const form = this.#form;
    const parts: Uint8Array[] = [];
    let at = 0;
    while (at < text.length) {
      const fault = form.findFault(text, at);
      const end = fault === undefined ? text.length : fault.start;
      if (end > at) parts.push(form.encode(text.slice(at, end)));
      if (fault === undefined) break;
      const reply = this.#handle(text, fault, form.name);
      if (
        reply === undefined ||
        (typeof reply[0] === "string" && !form.accepts(reply[0]))
      ) {
        throw new UnicodeEncodeError(form.name, { ...fault, object: text });
      }
      const [instead, resume] = reply;
      parts.push(typeof instead === "string" ? form.encode(instead) : instead);
      at = resume;
    }
    return concat(parts);
  }
}

/** Makes a `findFault` out of what it is that has no encoding. The pattern is global, for Unicode. */
export function findByPattern(
  pattern: RegExp,
  reason: string,
): EncodeForm["findFault"] {
  return (text, start) => {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    return match === null ? undefined : {
      start: match.index,
      end: match.index + match[0].length,
      reason,
      cut: false,
    };
  };
}
