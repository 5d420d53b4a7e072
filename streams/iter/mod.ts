/**
 * Tools for async iterators: Python's `itertools` and what asyncstdlib, aioitertools and aiostream add to it, for
 * `for await`.
 *
 * They take anything that can be iterated over, and give async iterators that close their source: when a loop is left
 * early, when a function fails, and when the task is cancelled. {@linkcode iter} has them as methods.
 *
 * @example A pipeline
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { iter, zip } from "@asyncio/asyncio/iter";
 *
 * const names = ["Ann", "Ben", "Cleo"];
 * const ages = [32, 17, 45];
 * const adults = await iter(zip([names, ages]))
 *   .filter(([, age]) => age >= 18)
 *   .map(([name]) => name)
 *   .toArray();
 * assertEquals(adults, ["Ann", "Cleo"]);
 * ```
 *
 * @module
 */
export * from "./accumulate.ts";
export * from "./aiter.ts";
export * from "./all.ts";
export * from "./anext.ts";
export * from "./any.ts";
export * from "./as_completed.ts";
export * from "./as_safe_channel.ts";
export * from "./batched.ts";
export * from "./borrow.ts";
export * from "./cache.ts";
export * from "./chain.ts";
export * from "./compress.ts";
export * from "./cycle.ts";
export * from "./debounce.ts";
export * from "./drop.ts";
export * from "./drop_last.ts";
export * from "./drop_while.ts";
export * from "./enumerate.ts";
export * from "./filter.ts";
export * from "./filter_false.ts";
export * from "./find.ts";
export * from "./flat_map.ts";
export * from "./flatten.ts";
export * from "./for_each.ts";
export * from "./gather_limited.ts";
export * from "./group_by.ts";
export * from "./islice.ts";
export * from "./iter.ts";
export * from "./lru_cache.ts";
export * from "./map.ts";
export * from "./map_concurrent.ts";
export * from "./max.ts";
export * from "./merge.ts";
export * from "./min.ts";
export type { ExtremeOptions } from "./_extreme.ts";
export * from "./pairwise.ts";
export * from "./reduce.ts";
export * from "./scoped_iter.ts";
export * from "./share.ts";
export * from "./sorted.ts";
export * from "./source.ts";
export * from "./starmap.ts";
export * from "./sum.ts";
export * from "./switch_map.ts";
export * from "./take.ts";
export * from "./take_last.ts";
export * from "./take_while.ts";
export * from "./tee.ts";
export * from "./throttle.ts";
export * from "./timeout.ts";
export * from "./to_array.ts";
export * from "./to_map.ts";
export * from "./to_set.ts";
export * from "./zip.ts";
export * from "./zip_longest.ts";
export { aclosing, type AsyncClosable } from "../../tasks/context/aclosing.ts";
