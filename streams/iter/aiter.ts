import { checkFunction } from "../../loop/check.ts";
import { CallableSource } from "./_callable_source.ts";
import { EventSource } from "./_event_source.ts";
import { open, pipelineOf } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Makes an iterator of anything that can be iterated over. */
export function aiter<T>(source: AnyIterable<T>): AsyncItems<T>;
/**
 * Makes an iterator over the events of a target. It listens from now on until it is closed. Events cannot be made to
 * wait: those that nobody has taken are kept.
 */
export function aiter<E extends Event = Event>(
  target: EventTarget,
  type: string,
): AsyncItems<E>;
/**
 * Makes an iterator over what `fn` returns, until that is `sentinel`: Python's `aiter`, and `iter(callable, sentinel)`.
 *
 * An iterator of this module is returned as it is. Also takes anything that can be iterated over, or an event target
 * and the type of its events.
 *
 * @typeParam T The type of the items.
 * @param fn If it returns a promise, that is awaited.
 * @param sentinel It is compared as keys of a `Map` are.
 * @throws {TypeError} If the source is nothing that can be iterated over.
 *
 * @example An iterable, a function and events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aiter, anext, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(aiter("ab")), ["a", "b"]);
 *
 * const rolls = [3, 5, 6, 1];
 * assertEquals(await toArray(aiter(() => rolls.shift(), 6)), [3, 5]);
 *
 * const target = new EventTarget();
 * await using events = aiter(target, "ping");
 * target.dispatchEvent(new Event("ping"));
 * assertEquals((await anext(events)).type, "ping");
 * ```
 */
export function aiter<T, S>(
  fn: () => T | PromiseLike<T>,
  sentinel: S,
): AsyncItems<S extends null | undefined ? Exclude<T, S> : T>;
export function aiter(
  source: AnyIterable<unknown> | EventTarget | (() => unknown),
  ...rest: readonly unknown[]
): AsyncItems<unknown> {
  if (rest.length === 0) return open(source as AnyIterable<unknown>);
  if (source instanceof EventTarget) {
    return pipelineOf(new EventSource(source, String(rest[0])));
  }
  checkFunction(source, "What aiter() calls until it returns the sentinel");
  return pipelineOf(new CallableSource(source as () => unknown, rest[0]));
}
