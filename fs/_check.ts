import { describe } from "../loop/check.ts";
import type { Whence } from "./_device.ts";

/** For counts and offsets. `what` names the argument. */
export function checkInteger(
  value: unknown,
  what: string,
  least = -Infinity,
): void {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be an integer: ${describe(value)}`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    const bound = least === -Infinity ? "" : ` of at least ${least}`;
    throw new RangeError(`${what} must be an integer${bound}: ${value}`);
  }
}

/** What can be written to a binary file, as an array of its bytes. */
export function toBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError(
    `Bytes are wanted, such as a Uint8Array: ${describe(data)}`,
  );
}

/** For text that is to be written. */
export function checkText(text: unknown): void {
  if (typeof text !== "string") {
    throw new TypeError(`'text' must be a string: ${describe(text)}`);
  }
}

/** For the place where an offset counts from. */
export function checkWhence(whence: unknown): asserts whence is Whence {
  if (whence !== 0 && whence !== 1 && whence !== 2) {
    throw new RangeError(`'whence' must be 0, 1 or 2: ${describe(whence)}`);
  }
}
