import { Lock } from "../../sync/lock.ts";
import { DONE, Join } from "./_join.ts";
import { type Key, keyed } from "./_keyed.ts";
import { type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { Source } from "./_source.ts";
import { isSame } from "./_same.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Gives the groups of items in a row that are the same. */
export function groupBy<T>(
  source: AnyIterable<T>,
): AsyncItems<[key: T, group: AsyncItems<T>]>;
/**
 * Gives the groups of items in a row that have the same key, each with its key: Python's `itertools.groupby`.
 *
 * A group reads from the same source. So it ends when the next group is asked for, which skips what is left of it; an
 * item is read ahead only to see that a group has ended. Closing a group leaves the source open.
 *
 * @typeParam T The type of the items.
 * @typeParam K The type of the keys; they are compared as those of a `Map`.
 * @param key Makes the key of an item; if it returns a promise, that is awaited. By default, the item is its own.
 * @throws {TypeError} If the source cannot be iterated over, or `key` is not a function.
 *
 * @example Runs
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { groupBy, toArray } from "@asyncio/asyncio/iter";
 *
 * const runs: [string, number][] = [];
 * for await (const [letter, group] of groupBy("aaabca")) {
 *   runs.push([letter, (await toArray(group)).length]);
 * }
 * assertEquals(runs, [["a", 3], ["b", 1], ["c", 1], ["a", 1]]);
 * ```
 */
export function groupBy<T, K>(
  source: AnyIterable<T>,
  key: (item: T) => K | PromiseLike<K>,
): AsyncItems<[key: K, group: AsyncItems<T>]>;
export function groupBy<T>(
  source: AnyIterable<T>,
  key?: Key<T, unknown>,
): AsyncItems<[key: unknown, group: AsyncItems<T>]> {
  return pipelineOf(new Grouping(keyed(source, key)));
}

class Grouping<T> extends Join<[unknown, AsyncItems<T>]> {
  readonly #source: Pipeline<[unknown, T]>;
  /** A group and the search for the next one must not read at the same time. */
  readonly #reading = new Lock();
  #group: Group<T> | null = null;
  /** The item that has been read and not given out. */
  #ahead: [unknown, T] | null = null;

  constructor(source: Pipeline<[unknown, T]>) {
    super([source]);
    this.#source = source;
  }

  override async pull(): Promise<
    IteratorResult<[unknown, AsyncItems<T>], undefined>
  > {
    using _ = await this.#reading.acquire();
    const last = this.#group;
    while (await this.#peek()) {
      const [key] = this.#ahead!;
      if (last === null || !isSame(key, last.key)) {
        this.#group = new Group(this, key);
        return { done: false, value: [key, pipelineOf(this.#group)] };
      }
      this.#ahead = null;
    }
    this.#group = null;
    return DONE;
  }

  /** The next item of `group`. */
  async nextOf(group: Group<T>): Promise<IteratorResult<T, undefined>> {
    using _ = await this.#reading.acquire();
    if (this.#group !== group || !await this.#peek()) return DONE;
    const [key, value] = this.#ahead!;
    if (!isSame(key, group.key)) return DONE;
    this.#ahead = null;
    return { done: false, value };
  }

  /** Reads an item unless one is there; false at the end. */
  async #peek(): Promise<boolean> {
    if (this.#ahead !== null) return true;
    const result = await this.#source.next();
    if (!result.done) this.#ahead = result.value;
    return !result.done;
  }
}

class Group<T> implements Source<T> {
  readonly #grouping: Grouping<T>;
  readonly key: unknown;

  constructor(grouping: Grouping<T>, key: unknown) {
    this.#grouping = grouping;
    this.key = key;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#grouping.nextOf(this);
  }

  close(): void {}
}
