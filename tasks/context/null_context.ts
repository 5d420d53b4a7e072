import { AbstractContextManager } from "./abstract_context_manager.ts";

class NullContext<T> extends AbstractContextManager<T, void> {
  readonly #value: T;

  constructor(value: T) {
    super();
    this.#value = value;
  }

  override enter(): T {
    return this.#value;
  }

  override exit(): void {}
}

/**
 * Returns a context manager that does nothing, to stand in where there is no other: Python's `nullcontext`. It is for
 * `withSync()`, `withAsync()` and both stacks, can be used again, and in the block form with `using` and `await using`.
 *
 * @param value What the body gets. @default {undefined}
 *
 * @example A lock only where one is needed
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { nullContext, withAsync } from "@asyncio/asyncio/context";
 *
 * async function store(value: number, lock?: asyncio.Lock) {
 *   const guard = lock === undefined ? nullContext() : await lock.acquire();
 *   return await withAsync(guard, () => value);
 * }
 *
 * await asyncio.run(async () => {
 *   const lock = new asyncio.Lock();
 *   assertEquals([await store(1), await store(2, lock), lock.locked()], [1, 2, false]);
 * });
 * ```
 */
export function nullContext(): AbstractContextManager<undefined, void>;
/** Returns a context manager that does nothing but give `value` to its body. */
export function nullContext<T>(value: T): AbstractContextManager<T, void>;
export function nullContext(
  value?: unknown,
): AbstractContextManager<unknown, void> {
  return new NullContext(value);
}
