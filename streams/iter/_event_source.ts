import { Deque } from "../../loop/deque.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { DONE } from "./_join.ts";
import type { Source } from "./_source.ts";

type Result = IteratorResult<Event, undefined>;

/** The events of a target. */
export class EventSource implements Source<Event> {
  readonly #target: EventTarget;
  readonly #type: string;
  readonly #kept: Deque<Event> = new Deque();
  // Invariant: somebody waits only while nothing is kept.
  readonly #waiting: WaitList<Result> = new WaitList();
  readonly #listener = (event: Event): void => {
    const isTaken = this.#waiting.wakeOne({ done: false, value: event });
    if (!isTaken) this.#kept.push(event);
  };

  constructor(target: EventTarget, type: string) {
    this.#target = target;
    this.#type = type;
    target.addEventListener(type, this.#listener);
  }

  next(): Result | Promise<Result> {
    return this.#kept.length > 0
      ? { done: false, value: this.#kept.shift() }
      : this.#wait();
  }

  close(): void {
    this.#target.removeEventListener(this.#type, this.#listener);
    this.#waiting.wakeAll(DONE);
  }

  async #wait(): Promise<Result> {
    try {
      return await this.#waiting.wait();
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
