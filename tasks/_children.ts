import { describe } from "../loop/check.ts";
import { isCoroutine } from "../loop/coroutine.ts";
import { type Awaitable, ensureFuture } from "../loop/ensure_future.ts";
import { type Future, isFuture } from "../loop/future.ts";

/** A future for each awaitable; work that is given twice begins once, and none if one of them is wrong. */
export function toChildren(
  awaitables: Awaitable<unknown>[],
): Future<unknown>[] {
  if (awaitables.every(isFuture)) return awaitables as Future<unknown>[];
  for (const one of awaitables) {
    if (isAwaitable(one)) continue;
    throw new TypeError(
      `A function, a Coroutine, a Future or a promise is wanted: ${
        describe(one)
      }`,
    );
  }
  const children = new Map<Awaitable<unknown>, Future<unknown>>();
  return awaitables.map((one) => {
    let child = children.get(one);
    if (child === undefined) children.set(one, child = ensureFuture(one));
    return child;
  });
}

/** Whether it is something to wait for. */
export function isAwaitable(value: unknown): value is Awaitable<unknown> {
  return typeof value === "function" || isFuture(value) || isCoroutine(value) ||
    typeof (value as { then?: unknown } | null)?.then === "function";
}
