import { WaitList } from "../../loop/wait_list.ts";
import { Crew } from "./_crew.ts";
import { whenLost } from "./_lost.ts";
import { type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { Source } from "./_source.ts";
import type { AsyncItems } from "./source.ts";

/**
 * One source, read for several consumers: its items as a linked list, in which each consumer has a place of its own. What
 * all have passed is garbage.
 *
 * A task asks the source, and only when some consumer waits and none is too far behind. So a consumer that is cancelled does not take
 * the source with it.
 */
export class Sharing<T> extends Crew {
  readonly #source: Pipeline<T>;
  /** How far the slowest consumer may be behind. */
  readonly #buffer: number;
  readonly #branches = new Set<Branch<T>>();
  /** Consumers that wait for an item. */
  readonly #waiting = new WaitList<void>();
  /** Wakes the task when there may be something to do. */
  readonly #demand = new WaitList<void>();
  /** The place behind the newest item. */
  #end: Place<T> = new Place(0);

  constructor(source: Pipeline<T>, buffer: number) {
    super([source]);
    this.#source = source;
    this.#buffer = buffer;
  }

  override begin(): void {
    this.spawn(() => this.#work());
  }

  override onEnd(): void {
    this.#waiting.wakeAll();
  }

  /** A new consumer, which gets what comes from now on. */
  branch(): AsyncItems<T> {
    const branch = new Branch(this, this.#end);
    this.#branches.add(branch);
    const items = new Consumer(branch);
    return pipelineOf(items);
  }

  /** Waits until there is another item, or the end. */
  wait(): Promise<void> {
    if (!this.isBegun) this.start();
    const wait = this.#waiting.wait();
    this.#demand.wakeOne();
    return wait;
  }

  /** Some consumer has moved on. */
  onMove(): void {
    if (this.#waiting.size > 0) this.#demand.wakeOne();
  }

  /** Takes out a consumer; true if it was the last one. */
  leave(branch: Branch<T>): boolean {
    const wasThere = this.#branches.delete(branch);
    this.onMove();
    return wasThere && this.#branches.size === 0;
  }

  async #work(): Promise<void> {
    for (;;) {
      while (!this.#isWanted) await this.#demand.wait();
      const result = await this.#source.next();
      if (result.done) break;
      this.#end = this.#end.append(result.value);
      this.#waiting.wakeAll();
    }
    this.forget(this.#source);
  }

  get #isWanted(): boolean {
    if (this.#waiting.size === 0) return false;
    if (this.#buffer === Infinity) return true;
    let behind = 0;
    for (const { place } of this.#branches) {
      behind = Math.max(behind, this.#end.index - place.index);
    }
    return behind < this.#buffer;
  }
}

/** A place between two items. */
class Place<T> {
  readonly index: number;
  item: T | undefined = undefined;
  next: Place<T> | null = null;

  constructor(index: number) {
    this.index = index;
  }

  /** Puts an item behind this place, and returns the one behind that. */
  append(item: T): Place<T> {
    this.item = item;
    return this.next = new Place(this.index + 1);
  }
}

/** Where a consumer stands. The sharing knows this, and not the consumer, so it can be seen that nobody reads any more. */
class Branch<T> {
  readonly sharing: Sharing<T>;
  place: Place<T>;

  constructor(sharing: Sharing<T>, place: Place<T>) {
    this.sharing = sharing;
    this.place = place;
  }

  /** Leaves; the last one stops it all. */
  drop(): void {
    if (this.sharing.leave(this)) this.sharing.stop();
  }
}

class Consumer<T> implements Source<T> {
  readonly #branch: Branch<T>;

  constructor(branch: Branch<T>) {
    this.#branch = branch;
    whenLost(this, () => branch.drop());
  }

  next():
    | IteratorResult<T, undefined>
    | Promise<IteratorResult<T, undefined>> {
    return this.#take() ?? this.#wait();
  }

  async close(): Promise<void> {
    const { sharing } = this.#branch;
    if (sharing.leave(this.#branch)) await sharing.close();
  }

  #take(): IteratorResult<T, undefined> | null {
    const branch = this.#branch;
    const { item, next } = branch.place;
    if (next === null) return null;
    branch.place = next;
    branch.sharing.onMove();
    return { done: false, value: item as T };
  }

  async #wait(): Promise<IteratorResult<T, undefined>> {
    const branch = this.#branch;
    const { sharing } = branch;
    if (!sharing.isOver) {
      try {
        await sharing.wait();
      } catch (error) {
        if (sharing.leave(branch)) await sharing.closeCancelled();
        throw error;
      }
    }
    const result = this.#take();
    if (result !== null) return result;
    sharing.leave(branch);
    sharing.check();
    return { done: true, value: undefined };
  }
}
