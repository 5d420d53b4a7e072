import { redeliverCancel } from "../../loop/cancel_scope.ts";
import { isInTask } from "../../loop/current_task.ts";
import { type Duration, toSeconds } from "../../loop/duration.ts";
import {
  CancelledError,
  isCancelled,
  RuntimeError,
} from "../../loop/errors.ts";
import { ExceptionGroup } from "../../loop/exception_group.ts";
import { FutureObserver } from "../../loop/future_observer.ts";
import { getEventLoop } from "../../loop/running_loop.ts";
import type { Task, TaskOptions } from "../../loop/task.ts";
import type { TimerHandle } from "../../loop/timer_handle.ts";
import { describe } from "../../loop/check.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { createTask } from "../../tasks/create_task.ts";
import { shieldScope } from "../../tasks/scopes.ts";
import { type TaskGroup, taskGroup } from "../../tasks/task_group.ts";
import { wait } from "../../tasks/wait.ts";

/** What a crew closes when it stops: a pipeline. */
export interface Closable {
  close(): Promise<unknown>;
}

/**
 * The tasks behind an iterator that works concurrently.
 *
 * An iterator has no block that could own tasks. So one task, the host, holds all others in a task group and outlives
 * them. It is made when the iterator is first asked for something, in a copy of that caller's context, and ends with
 * the last worker. When the crew stops early, because a worker has failed or the iterator was closed, the host cancels
 * the workers, and so whatever a source waits for; only then can `return()` get through to a source. It closes the
 * sources that have not ended, all at once.
 */
export abstract class Crew {
  #host: Task<void> | null = null;
  #group: TaskGroup | null = null;
  readonly #sources: Set<Closable>;
  /** Wakes the host when the last worker has ended. */
  readonly #idle = new WaitList<void>();
  #running = 0;
  #isStopping = false;
  readonly #errors: unknown[] = [];
  #failure: { readonly error: unknown } | null = null;
  #timer: TimerHandle | null = null;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.fail(this.#signal!.reason);

  /**
   * `sources` are there from the start, and closed also if the crew is closed before it begins. When `signal` aborts,
   * the crew fails with its reason.
   */
  constructor(sources: Iterable<Closable>, signal?: AbortSignal) {
    this.#sources = new Set(sources);
    this.#signal = signal;
  }

  /** Starts the workers. */
  abstract begin(): void;

  /** Called once all has ended, in no particular context. */
  abstract onEnd(): void;

  /** Whether the host has been made. */
  get isBegun(): boolean {
    return this.#host !== null;
  }

  /** Whether all has ended. */
  get isOver(): boolean {
    return this.#host?.done() ?? this.#isStopping;
  }

  /** Whether it has failed or was told to stop. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Throws a `CancelledError` if it stops, for workers that have swallowed theirs. */
  checkRunning(): void {
    if (this.#isStopping) throw new CancelledError();
  }

  /** Makes the host, which begins with a later turn. */
  start(): void {
    this.#host = createTask(() => this.#lead(), {
      name: this.constructor.name,
    });
    this.#host.observe(new End(() => this.onEnd()));
  }

  /**
   * Adds a task. The crew goes on until the last one ends; an error of one stops it.
   *
   * @throws {CancelledError} If the crew stops.
   */
  spawn(work: () => Promise<void>, options: TaskOptions = {}): Worker {
    this.checkRunning();
    const worker = new Worker(() => {
      if (--this.#running === 0) this.#idle.wakeOne();
    });
    this.#running++;
    worker.task = this.#group!.createTask(
      () => this.#supervise(worker, work),
      options,
    );
    worker.task.observe(worker);
    return worker;
  }

  /** Has `source` closed if the crew stops before {@linkcode forget}. */
  own(source: Closable): void {
    this.#sources.add(source);
  }

  /** The source has ended by itself, or was closed. */
  forget(source: Closable): void {
    this.#sources.delete(source);
  }

  /** Cancels a worker that is not needed any more, and closes its source; returns when both is done. */
  async dismiss(worker: Worker, source: Closable): Promise<void> {
    worker.isDismissed = true;
    worker.task.cancel();
    await source.close();
    this.forget(source);
    if (!worker.task.done()) await wait([worker.task]);
  }

  /** Calls `callback` once, after `delay`, unless the crew stops before; it takes the place of the one before. */
  setAlarm(delay: Duration, callback: () => void): void {
    this.#timer?.cancel();
    this.#timer = getEventLoop().callLater(toSeconds(delay), callback);
  }

  /** Takes {@linkcode setAlarm} back. */
  clearAlarm(): void {
    this.#timer?.cancel();
  }

  /** Stops with an error. */
  fail(error: unknown): void {
    this.#errors.push(error);
    this.stop();
  }

  /** Cancels the workers; the host goes on until they have ended and the sources are closed. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#group?.cancel();
  }

  /**
   * Stops, waits until all has ended, and throws what has failed.
   *
   * **Cancellation.** A cancel is held back until then.
   */
  async close(): Promise<void> {
    if (this.#host === null) {
      this.#isStopping = true;
      await this.#closeSources();
      const failure = failureOf(this.#errors);
      if (failure !== null) throw failure.error;
      return;
    }
    this.stop();
    const host = this.#host;
    if (!host.done()) {
      if (isInTask()) await shieldScope(() => wait([host]));
      else await wait([host]);
    }
    this.check();
  }

  /** Closes because the caller was cancelled. An error of closing goes before the cancel, which is raised at the next wait. */
  async closeCancelled(): Promise<void> {
    try {
      await this.close();
    } catch (error) {
      if (!isCancelled(error)) redeliverCancel();
      throw error;
    }
  }

  /** Throws what has failed, once all has ended. */
  check(): void {
    const host = this.#host;
    if (host === null) return;
    if (!host.cancelled() && host.exception() === null) return;
    if (this.#failure !== null) throw this.#failure.error;
    host.result();
  }

  async #lead(): Promise<void> {
    try {
      await this.#hold();
    } catch (error) {
      if (this.#failure === null) throw error;
    }
    // The task reports it if nobody asks for it.
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #hold(): Promise<void> {
    try {
      await taskGroup((group) => this.#work(group));
    } finally {
      // A worker that ran on may have opened another source.
      await this.#closeSources();
      this.#failure = failureOf(this.#errors);
    }
  }

  async #work(group: TaskGroup): Promise<void> {
    this.#group = group;
    const signal = this.#signal;
    try {
      signal?.addEventListener("abort", this.#onAbort);
      if (signal?.aborted === true) this.#onAbort();
      if (!this.#isStopping) this.begin();
      if (this.#running > 0) await this.#idle.wait();
    } finally {
      this.#isStopping = true;
      this.clearAlarm();
      signal?.removeEventListener("abort", this.#onAbort);
      await this.#closeSources();
    }
  }

  async #supervise(
    worker: Worker,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isTold = this.#isStopping || worker.isDismissed;
      if (!(isTold && isCancelled(error))) this.fail(error);
    }
  }

  async #closeSources(): Promise<void> {
    const sources = [...this.#sources];
    this.#sources.clear();
    const ends = await Promise.allSettled(
      sources.map((source) => source.close()),
    );
    for (const end of ends) {
      if (end.status === "rejected" && !isCancelled(end.reason)) {
        this.#errors.push(end.reason);
      }
    }
  }
}

/** A task of a crew. */
export class Worker extends FutureObserver {
  task!: Task<void>;
  /** Whether it was told to end, so that its `CancelledError` is no failure. */
  isDismissed = false;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    super();
    this.#onEnd = onEnd;
  }

  override onDone(): void {
    this.#onEnd();
  }
}

/** Tells a crew that its host has ended. */
class End extends FutureObserver {
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    super();
    this.#onEnd = onEnd;
  }

  override onDone(): void {
    this.#onEnd();
  }
}

/** One error comes out as it is, several as a group. */
function failureOf(
  errors: readonly unknown[],
): { readonly error: unknown } | null {
  if (errors.length === 0) return null;
  if (errors.length === 1) return { error: errors[0] };
  return {
    error: new ExceptionGroup(
      "several tasks of an async iterator have failed",
      errors.map(toError),
    ),
  };
}

function toError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new RuntimeError(`Not an Error: ${describe(error)}`, { cause: error });
}
