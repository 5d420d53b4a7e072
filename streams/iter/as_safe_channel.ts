import { describe } from "../../loop/check.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AsyncItems } from "./source.ts";

/**
 * Runs an async generator in a task of its own and gives its items, so that it may `yield` inside of a timeout, a task
 * group or another scope.
 *
 * Otherwise the body of a generator runs in whichever task asks for the next item, and a scope that is open at a
 * `yield` is a scope of that task: its timeout hits the consumer. Here all of the body, with its `finally`, runs in one
 * task. A cancel of its own scopes that comes while it stands at a `yield` is raised there. The generator goes on only
 * when the next item is asked for: nothing is read ahead. `return()` cancels what it waits for, so a
 * generator that hangs does not hold up who closes it.
 *
 * The counterpart of trio's `as_safe_channel`.
 *
 * **Cancellation.** A cancelled consumer cancels what the generator waits for, and gets `CancelledError` when it has
 * ended. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @param generator An async generator: the object, not the function.
 * @throws {TypeError} If it is not an async generator.
 *
 * @example A generator with a time limit of its own
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asSafeChannel } from "@asyncio/asyncio/iter";
 *
 * async function* readings() {
 *   await using _ = asyncio.timeout(0.05);
 *   for (let i = 1;; i++) {
 *     yield i;
 *     await asyncio.sleep(0.02);
 *   }
 * }
 *
 * const seen: number[] = [];
 * await asyncio.run(() =>
 *   assertRejects(async () => {
 *     for await (const reading of asSafeChannel(readings())) seen.push(reading);
 *   }, asyncio.TimeoutError)
 * );
 * assertEquals(seen[0], 1);
 * ```
 */
export function asSafeChannel<T>(
  generator: AsyncGenerator<T, unknown>,
): AsyncItems<T> {
  const given = generator as Partial<AsyncGenerator<T>> | null | undefined;
  if (
    typeof given?.[Symbol.asyncIterator] !== "function" ||
    typeof given.throw !== "function"
  ) {
    throw new TypeError(`An async generator is wanted: ${describe(generator)}`);
  }
  return itemsOf(new SafeChannel(new Body(generator)));
}

class SafeChannel<T> extends Producer<T> {
  readonly #body: Body<T>;

  constructor(body: Body<T>) {
    super([body]);
    this.#body = body;
  }

  override begin(): void {
    this.spawn(() => this.#run());
  }

  async #run(): Promise<void> {
    const body = this.#body;
    // From here on this task closes it: its end has to run where the rest of it has run.
    this.forget(body);
    try {
      for (;;) {
        const result = await this.#step();
        if (result.done) return;
        this.put(result.value);
      }
    } finally {
      await body.close();
    }
  }

  /** The next result once it is asked for, or what comes of a cancel of the generator's own scope. */
  async #step(): Promise<IteratorResult<T, unknown>> {
    try {
      await this.demand();
    } catch (error) {
      if (this.isStopping) throw error;
      return await this.#body.throw(error);
    }
    return await this.#body.next();
  }
}

/** A generator that is closed at most once, and not after its end. */
class Body<T> {
  readonly #generator: AsyncGenerator<T, unknown>;
  #isOver = false;

  constructor(generator: AsyncGenerator<T, unknown>) {
    this.#generator = generator;
  }

  next(): Promise<IteratorResult<T, unknown>> {
    return this.#watch(this.#generator.next());
  }

  throw(error: unknown): Promise<IteratorResult<T, unknown>> {
    return this.#watch(this.#generator.throw(error));
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#generator.return(undefined);
  }

  async #watch(
    step: Promise<IteratorResult<T, unknown>>,
  ): Promise<IteratorResult<T, unknown>> {
    try {
      const result = await step;
      if (result.done) this.#isOver = true;
      return result;
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }
}
