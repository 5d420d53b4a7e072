import * as asyncio from "../../mod.ts";
import type { Call, History } from "./_history.ts";
import type { Step } from "./_schedule.ts";

/** The reason with which the signals of the schedules abort. */
export const ABORTED = "aborted";

/** One of the tasks of a schedule, while it runs. */
export class User {
  readonly index: number;
  readonly #history: History;

  constructor(index: number, history: History) {
    this.index = index;
    this.#history = history;
  }

  /** Does something that does not wait. */
  act<T>(what: string, act: () => T): T {
    return this.#history.record(what, this.index, act);
  }

  /**
   * Makes a call that may wait, under the limit of `step`. What it gets is passed to `keep` at once, since a cancel or
   * a limit may come too late for the call and be raised right after it.
   */
  async call<T>(
    { op, limit, time }: Step,
    start: (options: asyncio.WaitOptions) => PromiseLike<T>,
    keep: (value: T) => void = () => {},
    item?: number,
  ): Promise<void> {
    const controller = limit === "signal" ? new AbortController() : null;
    if (time === 0) controller?.abort(ABORTED);
    const options = controller === null ? {} : { signal: controller.signal };
    const attempt = (call: Call) =>
      this.#attempt(call, keep, () => start(options));
    const newCall = (timeout?: asyncio.Timeout): Call => ({
      task: this.index,
      op,
      limit,
      item,
      // A timeout of 0 strikes at the first wait.
      isCancelled: asyncio.currentTask()!.cancelling() > 0 ||
        limit === "timeout" && time === 0,
      isAborted: controller?.signal.aborted ?? false,
      isExpired: () => timeout?.expired() ?? false,
    });
    if (limit === "timeout") {
      await asyncio.timeout(time, (timeout) => attempt(newCall(timeout)))
        .catch(ignoreTimeout);
      return;
    }
    const call = newCall();
    const run = () => attempt(call);
    if (limit === "scope") {
      const scope = new asyncio.CancelScope();
      await this.#strike(
        time,
        call,
        "expires",
        () => scope.cancel(),
        () => scope.run(run),
      );
    } else if (controller !== null && time > 0) {
      await this.#strike(time, call, "aborts", () => {
        controller.abort(ABORTED);
      }, run);
    } else await run();
  }

  async #attempt<T>(
    call: Call,
    keep: (value: T) => void,
    start: () => PromiseLike<T>,
  ): Promise<void> {
    let pending!: PromiseLike<T>;
    this.#history.record("calls", this.index, () => {
      pending = start();
    }, call);
    try {
      const value = await pending;
      keep(value);
      this.#history.record("gets", this.index, () => value, call);
    } catch (error) {
      const reason = asyncio.isCancelled(error)
        ? "cancelled"
        : error instanceof Error
        ? error.name
        : error;
      this.#history.record("fails", this.index, () => reason, call);
      if (asyncio.isCancelled(error)) throw error;
    }
  }

  /** Runs `fn`, and lets a limit of its own strike after `time`. */
  async #strike(
    time: number,
    call: Call,
    what: string,
    strike: () => void,
    fn: () => Promise<void>,
  ): Promise<void> {
    const timer = asyncio.getRunningLoop().callLater(
      time,
      () => this.#history.record(what, this.index, strike, call),
    );
    try {
      await fn();
    } finally {
      timer.cancel();
    }
  }
}

function ignoreTimeout(error: unknown): void {
  if (!(error instanceof asyncio.TimeoutError)) throw error;
}
