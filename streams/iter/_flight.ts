import { redeliverCancel } from "../../loop/cancel_scope.ts";
import { isInTask } from "../../loop/current_task.ts";
import { CancelledError } from "../../loop/errors.ts";
import { FutureObserver } from "../../loop/future_observer.ts";
import type { Cold, Task } from "../../loop/task.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { createTask } from "../../tasks/create_task.ts";
import { shieldScope } from "../../tasks/scopes.ts";
import { wait } from "../../tasks/wait.ts";

/**
 * One run of a function that several callers wait for. A caller that is cancelled leaves; when the last one has left,
 * the run is cancelled.
 */
export class Flight<R> extends FutureObserver {
  readonly #task: Task<R>;
  /** Who waits; woken when the task has ended. */
  readonly #callers: WaitList<void> = new WaitList();
  readonly #onEnd: (flight: Flight<R>) => void;
  #isAborted = false;

  /** `onEnd` is called first of all when the run has ended. */
  constructor(work: Cold<R>, onEnd: (flight: Flight<R>) => void) {
    super();
    this.#onEnd = onEnd;
    this.#task = createTask(work);
    this.#task.observe(this);
  }

  /** Whether all callers have left: nobody can join any more. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Whether there is a result. */
  get hasResult(): boolean {
    return !this.#task.cancelled() && this.#task.exception() === null;
  }

  /** The result; the run must have one. */
  get result(): R {
    return this.#task.result();
  }

  /** Waits for the result, as a caller. */
  async join(): Promise<R> {
    try {
      await this.#callers.wait();
    } catch (error) {
      if (this.#callers.size === 0 && !this.#task.done()) await this.#abort();
      throw error;
    }
    if (this.#task.cancelled()) {
      throw new CancelledError("The call was cancelled");
    }
    return this.#task.result();
  }

  override onDone(): void {
    this.#onEnd(this);
    this.#callers.wakeAll();
  }

  async #abort(): Promise<void> {
    this.#isAborted = true;
    const task = this.#task;
    task.cancel();
    if (isInTask()) await shieldScope(() => wait([task]));
    else await wait([task]);
    if (task.cancelled() || task.exception() === null) return;
    // An error goes before the cancel, which is raised at the next wait.
    redeliverCancel();
    throw task.exception();
  }
}
