import { describe } from "../../loop/check.ts";

/** For a number of items: a whole number, not negative, or `Infinity`. */
export function checkCount(value: unknown, what: string): void {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(value)}`);
  }
  if (value !== Infinity && !(Number.isInteger(value) && value >= 0)) {
    throw new RangeError(
      `${what} must be a whole number, 0 or more: ${value}`,
    );
  }
}
