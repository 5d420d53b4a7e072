import { keyed } from "./_keyed.ts";
import type { AnyIterable } from "./source.ts";

/** Options of {@linkcode min} and {@linkcode max}. */
export interface ExtremeOptions<T, D = never> {
  /** What an item is compared by; it may return a promise. @default {the item itself} */
  readonly key?: ((item: T) => unknown) | undefined;
  /** What is returned if there are no items. @default {none: that is an error} */
  readonly default?: D;
}

/** The first item before which, by its key, no other one comes. */
export async function extreme<T, D>(
  source: AnyIterable<T>,
  options: ExtremeOptions<T, D>,
  isBefore: (a: unknown, b: unknown) => boolean,
): Promise<T | D> {
  let best: [unknown, T] | null = null;
  for await (const pair of keyed(source, options.key)) {
    if (best === null || isBefore(pair[0], best[0])) best = pair;
  }
  if (best !== null) return best[1];
  if ("default" in options) return options.default as D;
  throw new RangeError("There must be an item or a 'default': no items");
}
