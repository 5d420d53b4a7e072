import { allTasks, isLoopRunning } from "../loop/current_task.ts";
import { type Context, copyContext } from "../loop/context.ts";
import { checkFunction, checkIterable, describe } from "../loop/check.ts";
import { type Duration, toSeconds } from "../loop/duration.ts";
import type { Awaitable } from "../loop/ensure_future.ts";
import {
  CancelledError,
  isCancelled,
  KeyboardInterrupt,
  RuntimeError,
} from "../loop/errors.ts";
import { EventLoop } from "../loop/event_loop.ts";
import { isCoroutine } from "../loop/coroutine.ts";
import type { Cold, Task } from "../loop/task.ts";
import { wait } from "./wait.ts";

/** How many seconds the jobs of the default executor may take to end. */
const THREAD_JOIN_TIMEOUT = 300;

/** How a {@linkcode Runner} runs. */
export interface RunnerOptions {
  /** Whether the loop is in debug mode. @default {as the loop is made} */
  readonly debug?: boolean | undefined;
  /** Makes the loop. @default {() => new EventLoop()} */
  readonly loopFactory?: (() => EventLoop) | undefined;
  /** The signals that cancel the main task. @default {["SIGINT"]} */
  readonly signals?: readonly Deno.Signal[] | undefined;
  /**
   * How long the tasks that are left may take to end once they are cancelled: seconds, or an object with units. Those
   * that refuse are named through the exception handler, and left behind.
   * @default {null: without limit}
   */
  readonly shutdownTimeout?: Duration | null | undefined;
}

/** How {@linkcode Runner.run} runs a main function. */
export interface RunnerRunOptions {
  /** The context in which it runs. @default {the runner's own, which all its runs share} */
  readonly context?: Context | undefined;
}

/**
 * An event loop for several main functions one after the other, closed at the end: what `run()` is made of.
 *
 * The first of its `signals` (Ctrl-C) cancels the main task. If that ends the task, `run()` throws a
 * `KeyboardInterrupt`; a second one throws it at once, without waiting for the task.
 *
 * @example Two runs on one loop
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await using runner = new asyncio.Runner();
 * assertEquals(await runner.run(() => asyncio.sleep(0, "one")), "one");
 * assertEquals(await runner.run(() => asyncio.sleep(0, "two")), "two");
 * ```
 */
export class Runner implements AsyncDisposable {
  readonly #options: RunnerOptions;
  #state: "created" | "initialized" | "closed" = "created";
  #loop: EventLoop | null = null;
  #context: Context | null = null;

  /** Makes a runner; its loop is made when it is first needed. */
  constructor(options: RunnerOptions = {}) {
    if (
      options.shutdownTimeout !== undefined && options.shutdownTimeout !== null
    ) toSeconds(options.shutdownTimeout);
    if (options.loopFactory !== undefined) {
      checkFunction(options.loopFactory, "'loopFactory'");
    }
    if (options.signals !== undefined) {
      checkIterable(options.signals, "'signals'");
    }
    this.#options = options;
  }

  /**
   * Returns the loop.
   *
   * @throws {RuntimeError} If the runner is closed.
   */
  getLoop(): EventLoop {
    this.#initialize();
    return this.#loop!;
  }

  /**
   * Runs `main` until it ends, and returns its result.
   *
   * **Cancellation.** As for `run()`. What else runs on the loop stands still until the next run.
   *
   * @param main A function, a `Coroutine`, or anything else that can be awaited.
   * @throws {RuntimeError} If the runner is closed, or a loop is running here.
   * @throws {TypeError} If `main` cannot be awaited.
   * @throws {KeyboardInterrupt} If a signal has ended it.
   */
  async run<T>(main: Awaitable<T>, options: RunnerRunOptions = {}): Promise<T> {
    const work = asCold(main);
    if (isLoopRunning() || this.#loop?.isRunning() === true) {
      if (isCoroutine(work)) work.close();
      throw new RuntimeError(
        "Runner.run() cannot be called from a running event loop",
      );
    }
    this.#initialize();
    const loop = this.#loop!;
    const task = loop.createTask(work, {
      context: options.context ?? this.#context!,
    });
    const interrupt = new Interrupt(
      loop,
      task as Task<unknown>,
      this.#options.signals ?? ["SIGINT"],
    );
    try {
      return await loop.runUntilComplete(task);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      if (interrupt.count > 0 && task.uncancel() === 0) {
        throw new KeyboardInterrupt(interrupt.signal ?? undefined);
      }
      // The one that the kernel made has no stack, and is not reported when nobody handles it.
      throw new CancelledError(error.message);
    } finally {
      interrupt.stop();
    }
  }

  /**
   * Cancels the tasks that are left and waits until they have ended, reports their errors through the exception
   * handler, and closes the loop. Closing twice is fine.
   *
   * **Cancellation.** A signal that comes meanwhile ends it at once with a `KeyboardInterrupt`.
   */
  async close(): Promise<void> {
    if (this.#state !== "initialized") {
      this.#state = "closed";
      return;
    }
    this.#state = "closed";
    const loop = this.#loop!;
    const interrupt = new Interrupt(
      loop,
      null,
      this.#options.signals ?? ["SIGINT"],
    );
    try {
      await endTasks(loop, this.#options.shutdownTimeout ?? null);
      await loop.runUntilComplete(() =>
        loop.shutdownDefaultExecutor(THREAD_JOIN_TIMEOUT)
      );
    } finally {
      interrupt.stop();
      loop.close();
    }
  }

  /**
   * Closes the runner.
   *
   * **Cancellation.** As for {@linkcode close}.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #initialize(): void {
    if (this.#state === "closed") throw new RuntimeError("Runner is closed");
    if (this.#state === "initialized") return;
    const loop = this.#options.loopFactory === undefined
      ? new EventLoop()
      : this.#options.loopFactory();
    if (!(loop instanceof EventLoop)) {
      throw new TypeError(
        `'loopFactory' must return an EventLoop: ${describe(loop)}`,
      );
    }
    this.#loop = loop;
    if (this.#options.debug !== undefined) {
      loop.setDebug(this.#options.debug);
    }
    this.#context = copyContext();
    this.#state = "initialized";
  }
}

/**
 * Turns signals into the cancellation of the main task: the first one. The second one, and every one where there is no
 * task to cancel, ends the run at once. A handler that the program has set itself stays in place.
 */
class Interrupt {
  readonly #loop: EventLoop;
  readonly #task: Task<unknown> | null;
  readonly #handlers = new Map<Deno.Signal, () => void>();
  /** How many signals have come. */
  count = 0;
  /** The first one. */
  signal: Deno.Signal | null = null;

  constructor(
    loop: EventLoop,
    task: Task<unknown> | null,
    signals: Iterable<Deno.Signal>,
  ) {
    this.#loop = loop;
    this.#task = task;
    for (const signal of signals) {
      if (loop.getSignalHandler(signal) !== null) continue;
      const handler = () => this.#onSignal(signal);
      // A program that can never go on is to end, as it does without a handler.
      loop.addSignalHandler(signal, handler, { keepAlive: false });
      this.#handlers.set(signal, handler);
    }
  }

  stop(): void {
    for (const [signal, handler] of this.#handlers) {
      if (this.#loop.getSignalHandler(signal) === handler) {
        this.#loop.removeSignalHandler(signal);
      }
    }
  }

  #onSignal(signal: Deno.Signal): void {
    this.count++;
    this.signal ??= signal;
    if (this.count === 1 && this.#task !== null && !this.#task.done()) {
      this.#task.cancel();
    } else throw new KeyboardInterrupt(signal);
  }
}

function asCold<T>(main: Awaitable<T>): Cold<T> {
  if (typeof main === "function" || isCoroutine(main)) return main as Cold<T>;
  if (typeof (main as PromiseLike<T> | null)?.then !== "function") {
    throw new TypeError(
      `A function, a Coroutine or something else to await is wanted: ${
        describe(main)
      }`,
    );
  }
  return async () => await main;
}

async function endTasks(
  loop: EventLoop,
  timeout: Duration | null,
): Promise<void> {
  const tasks = allTasks(loop);
  if (tasks.size === 0) return;
  for (const task of tasks) task.cancel();
  const [done, pending] = await loop.runUntilComplete(() =>
    wait(tasks, { timeout })
  );
  for (const task of done as Set<Task<unknown>>) {
    if (task.cancelled()) continue;
    const exception = task.exception();
    if (exception === null) continue;
    loop.callExceptionHandler({
      message: "unhandled exception during run() shutdown",
      exception,
      task,
    });
  }
  if (pending.size === 0) return;
  const names = [...pending].join(", ");
  loop.callExceptionHandler({
    message: `Tasks refused to end when the loop was shut down: ${names}`,
  });
}
