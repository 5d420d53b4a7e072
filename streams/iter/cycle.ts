import { DONE, Join } from "./_join.ts";
import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives all items, and then the same ones again, without end: Python's `itertools.cycle`. All items are kept.
 *
 * The second time on, nothing waits: an endless loop over it must wait for something, or nothing else runs.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example Round robin
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cycle, take, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(take(cycle("ab"), 5)), ["a", "b", "a", "b", "a"]);
 * ```
 */
export function cycle<T>(source: AnyIterable<T>): AsyncItems<T> {
  return pipelineOf(new Cycling(open(source)));
}

class Cycling<T> extends Join<T> {
  readonly #source: Pipeline<T>;
  readonly #seen: T[] = [];
  #hasEnded = false;
  #index = 0;

  constructor(source: Pipeline<T>) {
    super([source]);
    this.#source = source;
  }

  override async pull(): Promise<IteratorResult<T, undefined>> {
    if (!this.#hasEnded) {
      const result = await this.#source.next();
      if (!result.done) {
        this.#seen.push(result.value);
        return result;
      }
      this.#hasEnded = true;
    }
    if (this.#seen.length === 0) return DONE;
    const value = this.#seen[this.#index]!;
    this.#index = (this.#index + 1) % this.#seen.length;
    return { done: false, value };
  }
}
