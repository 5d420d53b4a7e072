import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Batches of at most `size` items, which come out when they are full or `time` seconds after their first item.
 *
 * The source is read in a task of its own, as long as the batch has room: one that nobody has taken in time goes on
 * growing. So at most one batch and one item are kept. When the source fails, what was read comes out first.
 */
export function batchedByTime<T>(
  source: AnyIterable<T>,
  size: number,
  time: number,
): AsyncItems<T[]> {
  return itemsOf(new Batching(open(source), size, time));
}

class Batching<T> extends Producer<T[]> {
  readonly #source: Pipeline<T>;
  readonly #size: number;
  readonly #time: number;
  /** What is being filled. Once it has come out it may be with the consumer already. */
  #batch: T[] = [];
  #isOut = false;

  constructor(source: Pipeline<T>, size: number, time: number) {
    super([source]);
    this.#source = source;
    this.#size = size;
    this.#time = time;
  }

  override begin(): void {
    this.spawn(() => this.#work());
  }

  async #work(): Promise<void> {
    try {
      for (;;) {
        const result = await this.#source.next();
        if (result.done) break;
        this.#add(result.value);
        if (this.#batch.length < this.#size) continue;
        this.#give();
        if (this.backlog > 0) await this.room();
      }
      this.forget(this.#source);
    } finally {
      this.#give();
    }
  }

  #add(item: T): void {
    if (this.#isOut && this.backlog === 0) {
      this.#batch = [];
      this.#isOut = false;
    }
    if (this.#batch.push(item) === 1) {
      this.setAlarm(this.#time, () => this.#give());
    }
  }

  /** Lets the batch come out, unless it has. */
  #give(): void {
    if (this.#isOut || this.#batch.length === 0) return;
    this.clearAlarm();
    this.#isOut = true;
    this.put(this.#batch);
  }
}
