import { become, CancelScope, redeliverCancel } from "../loop/cancel_scope.ts";
import { type Coroutine, isCoroutine } from "../loop/coroutine.ts";
import { isInTask } from "../loop/current_task.ts";
import { checkFunction, describe } from "../loop/check.ts";
import {
  isCancelled,
  KeyboardInterrupt,
  RuntimeError,
} from "../loop/errors.ts";
import { ExceptionGroup } from "../loop/exception_group.ts";
import { Future } from "../loop/future.ts";
import { FutureObserver } from "../loop/future_observer.ts";
import { getRunningLoop } from "../loop/running_loop.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import type { Cold, Task, TaskOptions } from "../loop/task.ts";
import { WaitList } from "../loop/wait_list.ts";
import { wait } from "./wait.ts";

/** How a {@linkcode TaskGroup} behaves. */
export interface TaskGroupOptions {
  /** How many tasks may run at once; the others begin, in order, as these end. @default {Infinity} */
  readonly limit?: number | undefined;
  /** What happens to the tasks that still run when the block is left: they are waited for, or cancelled first. @default {"join"} */
  readonly exit?: "join" | "cancel" | undefined;
}

/** How `TaskGroup.start()` makes the task. */
export interface StartOptions {
  /** The name of the task. @default {"Task-N"} */
  readonly name?: string | undefined;
}

/** What was thrown; boxed, because anything can be. */
interface Thrown {
  readonly error: unknown;
}

let onMemberDone: (group: TaskGroup, member: Member) => void;

/**
 * Tasks that belong together: when the block is left, all of them have ended.
 *
 * The first task that fails cancels the others and the block; when all have ended, their errors come out as one
 * {@linkcode ExceptionGroup}. A task that is cancelled is no failure. Use `taskGroup(fn)`: it sees how its body ends,
 * so a body that throws cancels the tasks at once, and its error joins the group.
 *
 * The block form is `await using tg = new TaskGroup()`. JavaScript does not tell a block's end how the body ended:
 * there, a body that throws waits for the tasks to end by themselves, and its error comes out as it is; with
 * `{ exit: "cancel" }` they are cancelled when the block is left. And a body that swallows the `CancelledError` of
 * the group swallows the group's errors with it.
 *
 * A `KeyboardInterrupt` is never wrapped: it comes out bare.
 *
 * @example Block form
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   {
 *     await using tg = new asyncio.TaskGroup();
 *     tg.createTask(async () => {
 *       await asyncio.sleep(0.01);
 *       log.push("child");
 *     });
 *     log.push("body");
 *   }
 *   log.push("after");
 * });
 * assertEquals(log, ["body", "child", "after"]);
 * ```
 */
export class TaskGroup implements AsyncDisposable {
  static {
    onMemberDone = (group, member) => group.#onMemberDone(member);
  }

  readonly #scope = new CancelScope();
  readonly #members: Member[] = [];
  /** Wakes who waits for the last member to end. */
  readonly #empty = new WaitList<void>();
  readonly #slots: Slots | null;
  readonly #cancelsOnExit: boolean;
  readonly #errors: Error[] = [];
  #loop: EventLoop | null = null;
  #interrupt: KeyboardInterrupt | null = null;
  #state: "created" | "open" | "exiting" | "finished" = "created";
  #aborting = false;

  /**
   * Makes a group; it begins with `await using`, or is made by `taskGroup()`.
   *
   * @throws {TypeError} If the limit is not a number, or `exit` is unknown.
   * @throws {RangeError} If the limit is not a positive whole number.
   */
  constructor(options: TaskGroupOptions = {}) {
    const { limit = Infinity, exit = "join" } = options;
    if (typeof limit !== "number") {
      throw new TypeError(`'limit' must be a number: ${describe(limit)}`);
    }
    if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
      throw new RangeError(`'limit' must be a positive whole number: ${limit}`);
    }
    if (exit !== "join" && exit !== "cancel") {
      throw new TypeError(
        `'exit' must be "join" or "cancel": ${describe(exit)}`,
      );
    }
    this.#slots = limit === Infinity ? null : new Slots(limit);
    this.#cancelsOnExit = exit === "cancel";
  }

  /**
   * Makes a task in the group. It may be called by the body, by the group's tasks, and while the group waits for them.
   *
   * @throws {RuntimeError} If the group has not begun, has finished, or is shutting down; a coroutine is closed then.
   * @throws {TypeError} If `work` is neither a function nor a `Coroutine`.
   */
  createTask<T>(work: Cold<T>, options: TaskOptions = {}): Task<T> {
    return this.#add(work, options, null);
  }

  /**
   * Starts a service in the group and waits until it says that it is ready, by calling `started(value)`.
   *
   * The error of one that fails before comes out here, and does not touch the group; after that it is a task of the
   * group like the others.
   *
   * **Cancellation.** A cancelled caller cancels the service if it is not ready, and waits until it has ended.
   *
   * @returns The value that `started` was given.
   * @throws {RuntimeError} If the service ends without calling `started`, or calls it twice (raised in the service).
   *
   * @example Wait for a port
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * async function serve(started: (port: number) => void) {
   *   started(8080);
   *   await asyncio.sleep(60);
   * }
   *
   * await asyncio.run(() =>
   *   asyncio.taskGroup(async (tg) => {
   *     assertEquals(await tg.start(serve), 8080);
   *     tg.cancel();
   *   })
   * );
   * ```
   */
  async start<T>(
    service: (started: (value: T) => void) => unknown,
    options: StartOptions = {},
  ): Promise<T> {
    checkFunction(service, "A service");
    const ready = new Future<T>();
    const started = (value: T) => {
      // A caller that was cancelled does not wait any more.
      if (ready.cancelled()) return;
      if (ready.done()) {
        throw new RuntimeError(
          `started() was called twice by the service: ${describe(service)}`,
        );
      }
      ready.setResult(value);
    };
    const name = options.name ?? (service.name || undefined);
    const task = this.#add(
      () => service(started),
      { name },
      ready as Future<unknown>,
    );
    try {
      return await ready;
    } finally {
      if (ready.cancelled() && !task.done()) {
        task.cancel();
        await new CancelScope({ shield: true }).run(() => wait([task]));
      }
    }
  }

  /**
   * Ends the group early, without an error: the tasks and the body are cancelled, and the block is left quietly when
   * they have ended. (In the block form, a body that is suspended ends with the `CancelledError`.) Before the group
   * begins, it is cancelled as soon as it does. A second call changes nothing. CPython 3.15.
   */
  cancel(message?: string): void {
    if (this.#state !== "finished") this.#abort(message);
  }

  /**
   * Begins the block form: reading it is what `await using` does first.
   *
   * **Cancellation.** Leaving the block waits for the tasks; a cancel meanwhile cancels them, and comes out when they have ended.
   */
  get [Symbol.asyncDispose](): () => Promise<void> {
    this.#begin();
    this.#scope.enter();
    return () => this.#leaveBlock();
  }

  /** Such as `<TaskGroup tasks=2 errors=1 cancelling>`. */
  toString(): string {
    const parts = ["TaskGroup"];
    if (this.#members.length > 0) parts.push(`tasks=${this.#members.length}`);
    if (this.#errors.length > 0) parts.push(`errors=${this.#errors.length}`);
    if (this.#aborting) parts.push("cancelling");
    else if (this.#state !== "created") parts.push("entered");
    return `<${parts.join(" ")}>`;
  }

  /**
   * Calls `fn(this)` in the group, waits for the tasks, and returns what `fn` returned: the callback form.
   *
   * **Cancellation.** A cancel from outside cancels the body and the tasks, and comes out as `CancelledError` when they have ended;
   * if they fail meanwhile, the group's error goes first, and the cancel is raised at the next wait.
   *
   * @throws {ExceptionGroup} If a task or `fn` fails.
   */
  async run<R>(fn: (tg: TaskGroup) => R | PromiseLike<R>): Promise<R> {
    this.#begin();
    let result: R | undefined;
    let end: Thrown | null = null;
    try {
      result = await this.#scope.within(() => fn(this));
    } catch (error) {
      end = { error };
    }
    const failure = await this.#finish(end);
    if (failure !== null) throw failure.error;
    return result as R;
  }

  async #leaveBlock(): Promise<void> {
    const failure = await this.#finish(null);
    if (failure === null) {
      this.#scope.passOn();
      return;
    }
    const thrown = this.#scope.thrown;
    if (thrown.length === 0) throw failure.error;
    // An error of ours is on its way out of the block: it becomes the failure, which must not be thrown beside it.
    if (failure.error instanceof Error && !isCancelled(failure.error)) {
      for (const error of thrown) become(error, failure.error);
    }
  }

  #begin(): void {
    if (this.#state !== "created") {
      throw new RuntimeError(`TaskGroup ${this} has already been entered`);
    }
    if (!isInTask()) {
      throw new RuntimeError(
        `TaskGroup ${this} cannot determine the parent task: use it inside a task`,
      );
    }
    this.#loop = getRunningLoop();
    this.#state = "open";
  }

  #add<T>(
    work: Cold<T>,
    options: TaskOptions,
    starter: Future<unknown> | null,
  ): Task<T> {
    const refused = this.#refusal();
    if (refused !== null) {
      if (isCoroutine(work)) work.close();
      throw new RuntimeError(`TaskGroup ${this} ${refused}`);
    }
    const member = new Member(this, starter);
    if (this.#slots !== null && isCoroutine(work)) member.unstarted = work;
    const cold = this.#slots === null ? work : this.#slots.wrap(work, member);
    const task = this.#loop!.createTask(cold, options);
    member.task = task as Task<unknown>;
    member.index = this.#members.push(member) - 1;
    // A task that has ended eagerly must not cancel the group inside of this call.
    if (task.done()) task.addDoneCallback(() => this.#onMemberDone(member));
    else task.observe(member);
    if (this.#aborting && !task.done()) task.cancel();
    return task;
  }

  #refusal(): string | null {
    if (this.#state === "created") return "has not been entered";
    if (
      this.#state === "finished" ||
      this.#state === "exiting" && this.#members.length === 0
    ) return "is finished";
    return this.#aborting ? "is shutting down" : null;
  }

  /** Waits for the tasks after the body has ended, with `end` if it has thrown; returns what the block is to throw. */
  async #finish(end: Thrown | null): Promise<Thrown | null> {
    this.#state = "exiting";
    const isOwnCancel = this.#scope.exit();
    let outerCancel: Thrown | null =
      end !== null && isCancelled(end.error) && !isOwnCancel ? end : null;
    // The block form is not told how its body ended, but a cancel from further out ends it, too.
    if (end !== null || this.#cancelsOnExit || this.#scope.outerCancelled) {
      this.#abort();
    }
    outerCancel = await this.#join() ?? outerCancel;
    this.#state = "finished";
    if (end !== null && !isCancelled(end.error)) this.#addError(end.error);
    if (this.#interrupt !== null) return { error: this.#interrupt };
    if (this.#errors.length === 0) return outerCancel;
    // The group goes before a cancel from further out, which the next wait raises.
    redeliverCancel();
    return {
      error: new ExceptionGroup(
        "unhandled errors in a TaskGroup",
        this.#errors,
      ),
    };
  }

  /** Waits until all tasks have ended; a cancel meanwhile cancels them, and is returned. */
  async #join(): Promise<Thrown | null> {
    let cancelled: Thrown | null = null;
    let refusals = 0;
    while (this.#members.length > 0) {
      const waiting = this.#empty.wait();
      if (this.#empty.size === 0) refusals++;
      try {
        await waiting;
      } catch (error) {
        cancelled = { error };
        this.#abort();
        // In a scope that cancels every wait, only a shielded one gets to its end.
        if (refusals > 1) {
          await new CancelScope({ shield: true }).run(() => this.#join());
        }
      }
    }
    return cancelled;
  }

  #onMemberDone(member: Member): void {
    this.#remove(member);
    const { task, starter } = member;
    if (starter !== null && !starter.done()) {
      failStart(starter, task);
    } else if (!task.cancelled()) {
      const error = task.exception();
      if (error !== null) {
        this.#addError(error);
        this.#abort();
      }
    }
    member.unstarted?.close();
    if (member.holdsSlot) this.#slots!.passOn();
    if (this.#members.length === 0) this.#empty.wakeAll();
  }

  #remove(member: Member): void {
    const last = this.#members.pop()!;
    if (last === member) return;
    this.#members[member.index] = last;
    last.index = member.index;
  }

  #addError(error: unknown): void {
    if (error instanceof KeyboardInterrupt) {
      this.#interrupt ??= error;
      return;
    }
    const proper = error instanceof Error
      ? error
      : new RuntimeError(`Not an Error: ${describe(error)}`, { cause: error });
    // A body that awaits a task of the group gets the error which the group has got already.
    if (!this.#errors.includes(proper)) this.#errors.push(proper);
  }

  #abort(message?: string): void {
    if (this.#aborting) return;
    this.#aborting = true;
    for (const { task } of [...this.#members]) {
      if (!task.done()) task.cancel(message);
    }
    this.#scope.cancel(message);
  }
}

/**
 * Calls `fn(tg)` with a new {@linkcode TaskGroup}, waits until all of its tasks have ended, and returns what `fn`
 * returned.
 *
 * The first task that fails cancels the others and `fn`; if `fn` itself throws, the tasks are cancelled. All errors
 * come out as one {@linkcode ExceptionGroup} when the last task has ended. Nothing runs on afterwards.
 *
 * **Cancellation.** A cancel from outside cancels `fn` and the tasks, and comes out as `CancelledError` when they have
 * ended; if they fail meanwhile, the group's error goes first, and the cancel is raised at the next wait.
 *
 * @throws {ExceptionGroup} If a task or `fn` fails.
 * @throws {RuntimeError} If the caller is not in a task.
 * @throws {TypeError} If `fn` is not a function, or an option is wrong.
 *
 * @example One fails, the other is cancelled
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   try {
 *     await asyncio.taskGroup((tg) => {
 *       tg.createTask(async () => {
 *         await asyncio.sleep(0.01);
 *         throw new TypeError("no");
 *       });
 *       tg.createTask(async () => {
 *         try {
 *           await asyncio.sleep(60);
 *         } finally {
 *           log.push("cancelled");
 *         }
 *       });
 *     });
 *   } catch (error) {
 *     if (!(error instanceof asyncio.ExceptionGroup)) throw error;
 *     for (const one of error.exceptions) log.push(one.message);
 *   }
 * });
 * assertEquals(log, ["cancelled", "no"]);
 * ```
 */
export function taskGroup<R>(
  fn: (tg: TaskGroup) => R | PromiseLike<R>,
  options: TaskGroupOptions = {},
): Promise<R> {
  checkFunction(fn, "The body of a task group");
  return new TaskGroup(options).run(fn);
}

/** A task of a group. */
class Member extends FutureObserver {
  readonly #group: TaskGroup;
  /** The future of `start()`, if that has made the task. */
  readonly starter: Future<unknown> | null;
  task!: Task<unknown>;
  /** Its place in the group's list. */
  index = -1;
  holdsSlot = false;
  /** Its coroutine as long as that waits for a slot. */
  unstarted: Coroutine<unknown> | null = null;

  constructor(group: TaskGroup, starter: Future<unknown> | null) {
    super();
    this.#group = group;
    this.starter = starter;
  }

  override onDone(): void {
    onMemberDone(this.#group, this);
  }
}

/** Lets so many run at once; a slot that gets free goes to who waits longest. */
class Slots {
  readonly #waiting = new WaitList<void>();
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Work that begins when there is a slot for it. What is no work goes through, to be refused. */
  wrap<T>(work: Cold<T>, member: Member): Cold<T> {
    if (typeof work !== "function" && !isCoroutine(work)) return work;
    const limited = () => this.#runInSlot(work, member);
    Object.defineProperty(limited, "name", { value: work.name });
    return limited;
  }

  /** Gives a slot that was taken to the next. */
  passOn(): void {
    if (!this.#waiting.wakeOne()) this.#free++;
  }

  async #runInSlot<T>(work: Cold<T>, member: Member): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#waiting.wait();
    member.holdsSlot = true;
    member.unstarted = null;
    return await (typeof work === "function" ? work() : work);
  }
}

/** Tells who waits in `start()` that the service has ended before it was ready. */
function failStart(starter: Future<unknown>, task: Task<unknown>): void {
  const error = task.cancelled() ? null : task.exception();
  starter.setException(
    error ??
      new RuntimeError(`The service ended without calling started(): ${task}`),
  );
}
