import { describe } from "../../loop/check.ts";

/** For how many there may be at once: a positive whole number, or `Infinity`. */
export function checkLimit(value: unknown, what: string): void {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(value)}`);
  }
  if (value !== Infinity && !(Number.isInteger(value) && value > 0)) {
    throw new RangeError(`${what} must be a positive whole number: ${value}`);
  }
}
