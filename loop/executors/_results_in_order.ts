import type { Deque } from "../deque.ts";
import { isCancelled, TimeoutError } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import type { Future } from "../future.ts";
import type { TimerHandle } from "../timer_handle.ts";

/** The results of jobs as they were submitted; one more is submitted for each that has come, and none is left behind. */
export async function* resultsInOrder<T>(
  jobs: Deque<Future<T>>,
  submitNext: () => boolean,
  limit: TimeLimit,
): AsyncGenerator<T, void, void> {
  try {
    while (jobs.length > 0) {
      const result = await limit.wait(jobs.shift());
      submitNext();
      yield result;
    }
  } finally {
    limit.end();
    cancelAll(jobs);
  }
}

/** Cancels what nobody waits for any more. */
export function cancelAll(jobs: Deque<Future<unknown>>): void {
  while (jobs.length > 0) jobs.shift().cancel();
}

/** A time that runs from the first job on, whenever its result is asked for. */
export class TimeLimit {
  readonly #seconds: number | null;
  #timer: TimerHandle | null = null;
  #isOver = false;
  #awaited: Future<unknown> | null = null;

  constructor(seconds: number | null) {
    this.#seconds = seconds;
  }

  begin(loop: EventLoop): void {
    if (this.#seconds === null || this.#timer !== null) return;
    this.#timer = loop.callLater(this.#seconds, () => {
      this.#isOver = true;
      this.#awaited?.cancel();
    });
  }

  async wait<T>(job: Future<T>): Promise<T> {
    if (this.#isOver) job.cancel();
    this.#awaited = job as Future<unknown>;
    try {
      return await job;
    } catch (error) {
      if (!this.#isOver || !isCancelled(error) || !job.cancelled()) throw error;
      throw new TimeoutError(
        `A result has not come in time: ${this.#seconds} seconds`,
      );
    }
  }

  end(): void {
    this.#timer?.cancel();
  }
}
