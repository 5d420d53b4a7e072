/**
 * Equality by value with the verdicts of `@std/assert`: prototypes count, 0 is
 * -0, NaN is NaN, and an instance of a class is compared by all of its
 * properties, inherited getters and an error's `stack` included.
 */
export function equal(a: unknown, b: unknown): boolean {
  const seen = new Map<object, object>();

  function same(x: unknown, y: unknown): boolean {
    if (x === y || Object.is(x, y)) return true;
    if (typeof x !== "object" || typeof y !== "object") return false;
    if (x === null || y === null || !samePrototype(x, y)) return false;
    if (x instanceof Date) return Object.is(x.getTime(), (y as Date).getTime());
    if (x instanceof ArrayBuffer) return sameBytes(x, y as ArrayBuffer);
    if (isText(x)) return String(x) === String(y);
    if (seen.get(x) === y) return true;
    seen.set(x, y);
    if (x instanceof Set) return sameEntries(x, y as typeof x);
    if (x instanceof Map) return sameEntries(x, y as typeof x);
    if (Object.keys(x).length !== Object.keys(y).length) return false;
    return keysOf(x).union(keysOf(y)).values().every((key) =>
      key in x && key in y && same(Reflect.get(x, key), Reflect.get(y, key))
    );
  }

  /** Whether each entry of `x` has its like in `y`, in whatever order. */
  function sameEntries<T extends Set<unknown> | Map<unknown, unknown>>(
    x: T,
    y: T,
  ): boolean {
    return x.size === y.size &&
      x.entries().every(([key, value]) =>
        y.entries().some(([otherKey, otherValue]) =>
          same(key, otherKey) && same(value, otherValue)
        )
      );
  }

  return same(a, b);
}

/** An object without a prototype passes for a plain one. */
function samePrototype(x: object, y: object): boolean {
  return (Object.getPrototypeOf(x) ?? Object.prototype) ===
    (Object.getPrototypeOf(y) ?? Object.prototype);
}

function sameBytes(x: ArrayBuffer, y: ArrayBuffer): boolean {
  const [bytes, others] = [new Uint8Array(x), new Uint8Array(y)];
  return bytes.length === others.length &&
    bytes.every((byte, i) => byte === others[i]);
}

/** Whether an object is what its text says. */
function isText(x: object): boolean {
  return x instanceof RegExp || x instanceof URL ||
    x instanceof URLSearchParams;
}

/** What to compare: of plain objects and arrays the enumerable properties. */
function keysOf(x: object): Set<PropertyKey> {
  const isPlain = (o: object | null) =>
    o === null || o === Object.prototype || o === Array.prototype;
  if (isPlain(Object.getPrototypeOf(x))) {
    return new Set(Reflect.ownKeys({ ...x }));
  }
  const keys = new Set<PropertyKey>();
  for (let o = x; !isPlain(o); o = Object.getPrototypeOf(o)) {
    for (const key of Reflect.ownKeys(o)) keys.add(key);
  }
  return keys;
}
