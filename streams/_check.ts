import { describe } from "../loop/check.ts";

/** Returns `value` if it is an integer of at least `least`. */
export function checkCount(
  value: unknown,
  what: string,
  least: number,
): number {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(value)}`);
  }
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `${what} must be an integer of at least ${least}: ${value}`,
    );
  }
  return value;
}

/** Refuses a wrong limit of a reader before there is anything to be closed. */
export function checkLimit({ limit }: { readonly limit?: number | undefined }) {
  if (limit !== undefined) checkCount(limit, "'limit'", 1);
}

/** Throws unless `value` is a `Uint8Array`. */
export function checkBytes(value: unknown, what: string): void {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`${what} must be a Uint8Array: ${describe(value)}`);
  }
}
