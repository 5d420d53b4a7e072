import type { Duration } from "../../loop/duration.ts";
import {
  accumulate,
  type AccumulateOptions,
  type Reducer,
} from "./accumulate.ts";
import { aiter } from "./aiter.ts";
import { all } from "./all.ts";
import { any } from "./any.ts";
import { batched, type BatchedOptions } from "./batched.ts";
import { borrow } from "./borrow.ts";
import { chain } from "./chain.ts";
import { compress } from "./compress.ts";
import { cycle } from "./cycle.ts";
import { debounce } from "./debounce.ts";
import { drop } from "./drop.ts";
import { dropLast } from "./drop_last.ts";
import { dropWhile } from "./drop_while.ts";
import { enumerate } from "./enumerate.ts";
import type { ExtremeOptions } from "./_extreme.ts";
import { filter, type Predicate } from "./filter.ts";
import { filterFalse } from "./filter_false.ts";
import { find } from "./find.ts";
import { flatMap } from "./flat_map.ts";
import { forEach } from "./for_each.ts";
import { groupBy } from "./group_by.ts";
import { islice, type IsliceOptions } from "./islice.ts";
import { map, type Mapper } from "./map.ts";
import { mapConcurrent, type MapConcurrentOptions } from "./map_concurrent.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { pairwise } from "./pairwise.ts";
import { reduce } from "./reduce.ts";
import { sorted, type SortedOptions } from "./sorted.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";
import { starmap } from "./starmap.ts";
import { sum } from "./sum.ts";
import { switchMap } from "./switch_map.ts";
import { take } from "./take.ts";
import { takeLast } from "./take_last.ts";
import { takeWhile } from "./take_while.ts";
import { throttle } from "./throttle.ts";
import { timeout } from "./timeout.ts";
import { toArray } from "./to_array.ts";
import { toMap } from "./to_map.ts";
import { toSet } from "./to_set.ts";

/**
 * An async iterator with the tools of this module as methods; {@linkcode iter} makes it.
 *
 * Its methods have TC39's names and arguments where TC39 has them, and Python's names otherwise. Each that gives items
 * returns a new one, which reads from this one; the others read all. Closing the last of a chain closes the source.
 *
 * @typeParam T The type of the items.
 */
export class Iter<T> implements AsyncItems<T> {
  readonly #items: AsyncItems<T>;

  /** Made by {@linkcode iter}. */
  constructor(items: AsyncItems<T>) {
    this.#items = items;
  }

  /**
   * Gives the next item, or the end.
   *
   * **Cancellation.** It reaches what the source waits for.
   */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#items.next();
  }

  /** Closes the source, unless it has ended. */
  return(): Promise<IteratorResult<T, undefined>> {
    return this.#items.return();
  }

  /** What a loop reads from. */
  [Symbol.asyncIterator](): AsyncItems<T> {
    return this.#items;
  }

  /** Closes the source, unless it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#items.return();
  }

  /** What `fn` makes of each item. See {@linkcode map}. */
  map<U>(fn: Mapper<T, U>): Iter<U> {
    return new Iter(map(this.#items, fn));
  }

  /** The items for which `fn` returns something true. See {@linkcode filter}. */
  filter<S extends T>(fn: (item: T, index: number) => item is S): Iter<S>;
  /** The items for which `fn` returns something true. See {@linkcode filter}. */
  filter(fn: Predicate<T>): Iter<T>;
  filter(fn: Predicate<T>): Iter<T> {
    return new Iter(filter(this.#items, fn));
  }

  /** The first `count` items. See {@linkcode take}. */
  take(count: number): Iter<T> {
    return new Iter(take(this.#items, count));
  }

  /** All items but the first `count`. See {@linkcode drop}. */
  drop(count: number): Iter<T> {
    return new Iter(drop(this.#items, count));
  }

  /** All items of what `fn` makes of each item. See {@linkcode flatMap}. */
  flatMap<U>(fn: Mapper<T, AnyIterable<U>>): Iter<U> {
    return new Iter(flatMap(this.#items, fn));
  }

  /** One value out of all items, from the first one or from `initial` on. See {@linkcode reduce}. */
  reduce(fn: Reducer<T, T>): Promise<T>;
  /** One value out of all items, from the first one or from `initial` on. See {@linkcode reduce}. */
  reduce<A>(fn: Reducer<T, A>, initial: A): Promise<A>;
  reduce<A>(fn: Reducer<T, A>, ...initial: readonly A[]): Promise<unknown> {
    return initial.length === 0
      ? reduce(this.#items, fn as Reducer<T, unknown> as Reducer<T, T>)
      : reduce(this.#items, fn, { initial: initial[0]! });
  }

  /** All items in an array. See {@linkcode toArray}. */
  toArray(): Promise<T[]> {
    return toArray(this.#items);
  }

  /** Calls `fn` with each item. See {@linkcode forEach}. */
  forEach(fn: Mapper<T, unknown>): Promise<void> {
    return forEach(this.#items, fn);
  }

  /** Whether `fn` returns something true for an item. See {@linkcode any}. */
  some(fn: Predicate<T>): Promise<boolean> {
    return any(this.#items, fn);
  }

  /** Whether `fn` returns something true for all items. See {@linkcode all}. */
  every(fn: Predicate<T>): Promise<boolean> {
    return all(this.#items, fn);
  }

  /** The first item for which `fn` returns something true. See {@linkcode find}. */
  find(fn: Predicate<T>): Promise<T | undefined> {
    return find(this.#items, fn);
  }

  /** Each item with its number. See {@linkcode enumerate}. */
  enumerate(start: number = 0): Iter<[number, T]> {
    return new Iter(enumerate(this.#items, start));
  }

  /** What `fn` makes of each item, which is an array of its arguments. See {@linkcode starmap}. */
  starmap<A extends readonly unknown[], U>(
    this: Iter<A>,
    fn: (...args: A) => U | PromiseLike<U>,
  ): Iter<U> {
    return new Iter(starmap(this.#items, fn));
  }

  /** The items for which `fn` returns something false. See {@linkcode filterFalse}. */
  filterFalse(fn: Predicate<T>): Iter<T> {
    return new Iter(filterFalse(this.#items, fn));
  }

  /** The items before the first one for which `fn` returns something false. See {@linkcode takeWhile}. */
  takeWhile(fn: Predicate<T>): Iter<T> {
    return new Iter(takeWhile(this.#items, fn));
  }

  /** The items from the first one on for which `fn` returns something false. See {@linkcode dropWhile}. */
  dropWhile(fn: Predicate<T>): Iter<T> {
    return new Iter(dropWhile(this.#items, fn));
  }

  /** The last `count` items. See {@linkcode takeLast}. */
  takeLast(count: number): Iter<T> {
    return new Iter(takeLast(this.#items, count));
  }

  /** All items but the last `count`. See {@linkcode dropLast}. */
  dropLast(count: number): Iter<T> {
    return new Iter(dropLast(this.#items, count));
  }

  /** The items of a range of indices. See {@linkcode islice}. */
  islice(range: number | IsliceOptions): Iter<T> {
    return new Iter(islice(this.#items, range));
  }

  /** Arrays of items. See {@linkcode batched}. */
  batched(batches: number | BatchedOptions): Iter<T[]> {
    return new Iter(batched(this.#items, batches));
  }

  /** Each item with the one after it. See {@linkcode pairwise}. */
  pairwise(): Iter<[T, T]> {
    return new Iter(pairwise(this.#items));
  }

  /** What `fn` makes of the items so far. See {@linkcode accumulate}. */
  accumulate(fn: Reducer<T, T>): Iter<T>;
  /** `initial`, and what `fn` makes of it and the items so far. See {@linkcode accumulate}. */
  accumulate<A>(fn: Reducer<T, A>, options: AccumulateOptions<A>): Iter<A>;
  accumulate<A>(
    fn: Reducer<T, A>,
    options?: AccumulateOptions<A>,
  ): Iter<A | T> {
    return new Iter<A | T>(
      options === undefined
        ? accumulate(this.#items, fn as Reducer<T, unknown> as Reducer<T, T>)
        : accumulate(this.#items, fn, options),
    );
  }

  /** The items beside which a selector is true. See {@linkcode compress}. */
  compress(selectors: AnyIterable<unknown>): Iter<T> {
    return new Iter(compress(this.#items, selectors));
  }

  /** All items, and then the same again without end. See {@linkcode cycle}. */
  cycle(): Iter<T> {
    return new Iter(cycle(this.#items));
  }

  /** The items of this one, then those of the others. See {@linkcode chain}. */
  chain(...others: readonly AnyIterable<T>[]): Iter<T> {
    return new Iter(chain(this.#items, ...others));
  }

  /** The groups of items in a row that have the same key. See {@linkcode groupBy}. */
  groupBy<K>(
    key: (item: T) => K | PromiseLike<K>,
  ): Iter<[key: K, group: AsyncItems<T>]> {
    return new Iter(groupBy(this.#items, key));
  }

  /** The smallest item. See {@linkcode min}. */
  min<D = never>(options: ExtremeOptions<T, D> = {}): Promise<T | D> {
    return min(this.#items, options);
  }

  /** The largest item. See {@linkcode max}. */
  max<D = never>(options: ExtremeOptions<T, D> = {}): Promise<T | D> {
    return max(this.#items, options);
  }

  /** The sum of all items. See {@linkcode sum}. */
  sum(this: Iter<number>): Promise<number> {
    return sum(this.#items);
  }

  /** All items in order. See {@linkcode sorted}. */
  sorted(options: SortedOptions<T> = {}): Promise<T[]> {
    return sorted(this.#items, options);
  }

  /** All items in a set. See {@linkcode toSet}. */
  toSet(): Promise<Set<T>> {
    return toSet(this.#items);
  }

  /** All items, pairs of a key and a value, in a map. See {@linkcode toMap}. */
  toMap<K, V>(this: Iter<readonly [K, V]>): Promise<Map<K, V>> {
    return toMap(this.#items);
  }

  /** The items, without the right to close the source. See {@linkcode borrow}. */
  borrow(): Iter<T> {
    return new Iter(borrow(this.#items));
  }

  /** What `fn` makes of the items, several at a time. See {@linkcode mapConcurrent}. */
  mapConcurrent<R>(
    fn: Mapper<T, R>,
    options: MapConcurrentOptions,
  ): Iter<R> {
    return new Iter(mapConcurrent(this.#items, fn, options));
  }

  /** The items of what `fn` makes of the newest item. See {@linkcode switchMap}. */
  switchMap<R>(fn: Mapper<T, AnyIterable<R>>): Iter<R> {
    return new Iter(switchMap(this.#items, fn));
  }

  /** The items, as long as none takes longer than `delay`. See {@linkcode timeout}. */
  timeout(delay: Duration): Iter<T> {
    return new Iter(timeout(this.#items, delay));
  }

  /** At most one item in each `delay`. See {@linkcode throttle}. */
  throttle(delay: Duration): Iter<T> {
    return new Iter(throttle(this.#items, delay));
  }

  /** The items after which none comes for `delay`. See {@linkcode debounce}. */
  debounce(delay: Duration): Iter<T> {
    return new Iter(debounce(this.#items, delay));
  }
}

/** Makes a chainable iterator of anything that can be iterated over. */
export function iter<T>(source: AnyIterable<T>): Iter<T>;
/** Makes a chainable iterator over the events of a target. */
export function iter<E extends Event = Event>(
  target: EventTarget,
  type: string,
): Iter<E>;
/**
 * Makes a chainable iterator over what `fn` returns, until that is `sentinel`; it takes what {@linkcode aiter} takes.
 *
 * A chain of `map`, `filter`, `take` and the like is run as one: it costs about as much as a loop written by hand, and
 * less than async generators one inside of the other.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source is nothing that can be iterated over.
 *
 * @example A chain
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { iter } from "@asyncio/asyncio/iter";
 *
 * async function* numbers() {
 *   for (let n = 1;; n++) yield n;
 * }
 *
 * const squares = iter(numbers()).map((n) => n * n).filter((n) => n % 2 === 1).take(3);
 * assertEquals(await squares.toArray(), [1, 9, 25]);
 * ```
 */
export function iter<T, S>(
  fn: () => T | PromiseLike<T>,
  sentinel: S,
): Iter<S extends null | undefined ? Exclude<T, S> : T>;
export function iter(
  ...args: readonly unknown[]
): Iter<unknown> {
  const make = aiter as (...args: readonly unknown[]) => AsyncItems<unknown>;
  return new Iter(make(...args));
}
