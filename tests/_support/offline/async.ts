/**
 * A stand-in for what the tests use of `@std/async`: the same signatures and meaning, in a few lines.
 *
 * @module
 */

/** Calls `iteratorFn` for the items, at most `poolLimit` at a time, and gives the results in the order of the items. */
export async function* pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R> {
  const running: Promise<R>[] = [];
  for await (const item of array) {
    running.push(iteratorFn(item));
    if (running.length >= poolLimit) yield await running.shift()!;
  }
  yield* running;
}

/** Several async iterables as one; the items come out as they come in. */
export class MuxAsyncIterator<T> implements AsyncIterable<T> {
  readonly #iterators: AsyncIterator<T>[] = [];

  add(iterable: AsyncIterable<T>): void {
    this.#iterators.push(iterable[Symbol.asyncIterator]());
  }

  async *iterate(): AsyncIterableIterator<T> {
    const pending = new Map(this.#iterators.map((one) => [one, ask(one)]));
    while (pending.size > 0) {
      const { iterator, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(iterator);
      } else {
        pending.set(iterator, ask(iterator));
        yield result.value;
      }
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate();
  }
}

async function ask<T>(iterator: AsyncIterator<T>): Promise<
  { iterator: AsyncIterator<T>; result: IteratorResult<T> }
> {
  return { iterator, result: await iterator.next() };
}
