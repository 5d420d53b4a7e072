import { checkFunction } from "../../loop/check.ts";
import { open, type Pipeline, type Stage } from "./_pipeline.ts";
import { isThenable } from "./_thenable.ts";
import type { AnyIterable } from "./source.ts";

/** Gives what an item is compared by. */
export type Key<T, K> = (item: T) => K | PromiseLike<K>;

/** Each item behind its key; without a function, an item is its own. */
export function keyed<T, K>(
  source: AnyIterable<T>,
  key: Key<T, K> | undefined,
): Pipeline<[key: K, item: T]> {
  if (key !== undefined) checkFunction(key, "'key'");
  return open(source).extend(
    new Keying((key ?? itself) as Key<unknown, unknown>),
  );
}

function itself(item: unknown): unknown {
  return item;
}

class Keying implements Stage {
  readonly #key: Key<unknown, unknown>;

  constructor(key: Key<unknown, unknown>) {
    this.#key = key;
  }

  apply(item: unknown): unknown {
    const key = this.#key(item);
    return isThenable(key) ? this.#later(key, item) : [key, item];
  }

  async #later(key: PromiseLike<unknown>, item: unknown): Promise<unknown> {
    return [await key, item];
  }
}
