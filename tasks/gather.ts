import type { Awaitable } from "../loop/ensure_future.ts";
import { CancelledError } from "../loop/errors.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { Future } from "../loop/future.ts";
import { FutureObserver } from "../loop/future_observer.ts";
import { isAwaitable, toChildren } from "./_children.ts";

/** Options of {@linkcode gather}. */
export interface GatherOptions {
  /** Whether errors are results, too. @default {false} */
  readonly returnExceptions?: boolean | undefined;
}

/** What an awaitable comes to. */
export type ResultOf<A> = A extends () => infer R ? Awaited<R> : Awaited<A>;

/** What the awaitables of a list come to. */
export type Results<A extends readonly unknown[]> = {
  -readonly [I in keyof A]: ResultOf<A[I]>;
};

/**
 * Runs awaitables concurrently; options can be given with the list.
 *
 * @throws {TypeError} If an item cannot be awaited.
 * @throws {RangeError} If the futures belong to different loops.
 */
export function gather<const A extends readonly Awaitable<unknown>[]>(
  awaitables: A,
  options: GatherOptions,
): Future<Results<A>>;
/** Runs the awaitables of a list concurrently. */
export function gather<T>(
  awaitables: Iterable<Awaitable<T>>,
  options?: GatherOptions,
): Future<T[]>;
/**
 * Runs awaitables concurrently, and returns a future of the list of their results, in the order of the arguments.
 *
 * Functions and coroutines become tasks. The first error comes out at once, while the others go on running and their
 * later errors are dropped; `all()` and `taskGroup()` cancel them instead. With `returnExceptions` (and the list form:
 * `gather([a, b], { returnExceptions: true })`) errors and cancellations take the place of results. One that is given
 * twice runs once.
 *
 * **Cancellation.** Cancelling the future (or the task that awaits it) cancels all that is not done; it fails with
 * `CancelledError` when the first has ended, with `returnExceptions` when all have. A child that is cancelled by
 * someone else counts as failed with `CancelledError`.
 *
 * @throws {TypeError} If an item cannot be awaited.
 * @throws {RangeError} If the futures belong to different loops.
 *
 * @example Two results at once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const results = await asyncio.run(() =>
 *   asyncio.gather(
 *     () => asyncio.sleep(0.02, "slow"),
 *     () => asyncio.sleep(0.01, "fast"),
 *   )
 * );
 * assertEquals(results, ["slow", "fast"]);
 * ```
 */
export function gather<const A extends readonly Awaitable<unknown>[]>(
  ...awaitables: A
): Future<Results<A>>;
export function gather(...args: unknown[]): Future<unknown[]> {
  const isList = args.length > 0 && isIterable(args[0]);
  const options = (isList ? args[1] ?? {} : {}) as GatherOptions;
  const awaitables =
    (isList ? [...args[0] as Iterable<unknown>] : args) as Awaitable<unknown>[];
  return new Gathering(
    toChildren(awaitables),
    options.returnExceptions ?? false,
  );
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null &&
    Symbol.iterator in value && !isAwaitable(value);
}

let onChildDone: (gathering: Gathering, child: Future<unknown>) => void;

/** The future that {@linkcode gather} returns. */
class Gathering extends Future<unknown[]> {
  static {
    onChildDone = (gathering, child) => gathering.#onChildDone(child);
  }

  /** One for each argument. */
  readonly #children: readonly Future<unknown>[];
  readonly #returnExceptions: boolean;
  /** How many children are not done. */
  #left: number;
  #cancelRequested = false;
  #cancelMessage: string | undefined;

  constructor(children: readonly Future<unknown>[], returnExceptions: boolean) {
    super({ loop: commonLoop(children) });
    this.#children = children;
    this.#returnExceptions = returnExceptions;
    this.#left = children.length;
    if (this.#left === 0) this.setResult([]);
    for (const child of children) {
      if (child.done()) this.#onChildDone(child);
      else child.observe(new Child(this));
    }
  }

  /** Cancels the children that are not done; false if there is none. */
  override cancel(message?: string): boolean {
    if (this.done()) return super.cancel(message);
    let any = false;
    // Noted before the children are cancelled: one that is a plain future ends at once.
    const before = this.#cancelRequested;
    this.#cancelRequested = true;
    this.#cancelMessage = message;
    for (const child of this.#children) if (child.cancel(message)) any = true;
    if (!any) this.#cancelRequested = before;
    return any;
  }

  #onChildDone(child: Future<unknown>): void {
    this.#left--;
    if (this.done()) {
      // The gathering has failed before; this error counts as looked at.
      if (!child.cancelled()) child.exception();
      return;
    }
    const error = this.#returnExceptions ? null : errorOf(child);
    if (error !== null) this.setException(error);
    else if (this.#left === 0) this.#finish();
  }

  #finish(): void {
    if (this.#cancelRequested) {
      this.setException(new CancelledError(this.#cancelMessage));
    } else {
      const valueOf = this.#returnExceptions ? outcomeOf : resultOf;
      this.setResult(this.#children.map(valueOf));
    }
  }
}

class Child extends FutureObserver {
  readonly #gathering: Gathering;

  constructor(gathering: Gathering) {
    super();
    this.#gathering = gathering;
  }

  override onDone(child: Future<unknown>): void {
    onChildDone(this.#gathering, child);
  }
}

/** The loop of all children; the current one if there are none. */
function commonLoop(
  children: readonly Future<unknown>[],
): EventLoop | undefined {
  const loop = children[0]?.getLoop();
  const other = children.find((child) => child.getLoop() !== loop);
  if (other === undefined) return loop;
  throw new RangeError(`The futures belong to different loops: ${other}`);
}

function resultOf(future: Future<unknown>): unknown {
  return future.result();
}

/** The result of a future that is done, or its error. */
function outcomeOf(future: Future<unknown>): unknown {
  return errorOf(future) ?? future.result();
}

/** The error of a future that is done, or `null`. */
function errorOf(future: Future<unknown>): unknown {
  if (!future.cancelled()) return future.exception();
  try {
    return future.result();
  } catch (error) {
    return error;
  }
}
