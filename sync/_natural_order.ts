import { describe } from "../loop/check.ts";

/**
 * Compares as Python does: numbers by value, strings by their characters, arrays like tuples, and objects by the
 * number or string that their `valueOf()` gives, as dates do. What has no order is refused.
 */
export function naturalOrder(a: unknown, b: unknown): number {
  // The usual case; NaN goes on to be refused.
  if (typeof a === "number" && typeof b === "number") {
    if (a < b) return -1;
    if (a > b) return 1;
    if (a === b) return 0;
  }
  if (Array.isArray(a) && Array.isArray(b)) return tupleOrder(a, b);
  const x = keyOf(a);
  const y = keyOf(b);
  // JavaScript would turn a string beside a number into a number.
  if (isString(x) === isString(y)) {
    if (x < y) return -1;
    if (x > y) return 1;
    // Not ===, as 1n equals 1. NaN is neither less nor greater nor equal.
    if (x == y) return 0;
  }
  throw new TypeError(
    `Cannot order these items without a 'compare' function: ${describe(a)}, ${
      describe(b)
    }`,
  );
}

/** By the first elements that differ; where none do, the shorter one is less. */
function tupleOrder(a: readonly unknown[], b: readonly unknown[]): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    // What is the same on both sides needs no order.
    if (a[i] === b[i]) continue;
    const order = naturalOrder(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** What `item` is ordered by; NaN if it has no order. */
function keyOf(item: unknown): number {
  const key = typeof item === "object" ? item?.valueOf?.() : item;
  switch (typeof key) {
    case "number":
    case "bigint":
    case "boolean":
    case "string":
      // JavaScript's operators compare all of these; the type is for TypeScript's.
      return key as number;
    default:
      return NaN;
  }
}

function isString(key: unknown): boolean {
  return typeof key === "string";
}
