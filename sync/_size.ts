import { describe } from "../loop/check.ts";

/** Returns `size` if it is a whole number of at least `least`, or `Infinity`. */
export function checkSize(size: number, what: string, least: number): number {
  if (typeof size !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(size)}`);
  }
  if (size !== Infinity && !(Number.isInteger(size) && size >= least)) {
    throw new RangeError(
      `${what} must be a whole number of at least ${least}, or Infinity: ${size}`,
    );
  }
  return size;
}
