import { checkFunction, checkObject } from "../../loop/check.ts";
import { AbstractContextManager } from "./abstract_context_manager.ts";

class Closing<T extends { close(): unknown }>
  extends AbstractContextManager<T, void> {
  readonly #thing: T;

  constructor(thing: T) {
    super();
    this.#thing = thing;
  }

  override enter(): T {
    return this.#thing;
  }

  override exit(): void {
    this.#thing.close();
  }
}

/**
 * Returns a context manager that calls `thing.close()` in the end: Python's `closing`. The body gets `thing`. What
 * `close()` returns is not awaited: that is what `aclosing()` is for.
 *
 * @throws {TypeError} If `thing` has no `close()`.
 *
 * @example Close a page
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { closing, withSync } from "@asyncio/asyncio/context";
 *
 * const page = { open: true, close: () => void (page.open = false) };
 * withSync(closing(page), ({ open }) => assertEquals(open, true));
 * assertEquals(page.open, false);
 * ```
 */
export function closing<T extends { close(): unknown }>(
  thing: T,
): AbstractContextManager<T, void> {
  checkObject(thing, "What is to be closed");
  checkFunction(thing.close, "The close() of what is to be closed");
  return new Closing(thing);
}
