/** The key under which Deno looks for an object's own rendering. */
export const INSPECT: unique symbol = Symbol.for("Deno.customInspect");
