import {
  checkFunction,
  checkIterable,
  checkObject,
  describe,
} from "../check.ts";
import { copyContext } from "../context.ts";
import { type Duration, toSeconds } from "../duration.ts";
import { RuntimeError } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import { WaitList } from "../wait_list.ts";
import { BrokenExecutor } from "./broken_executor.ts";
import type { ShutdownOptions } from "./executor.ts";
import { type Callback, callbackOf } from "./from_thread.ts";
import { definitionOf } from "./_function_key.ts";
import type { OpenLink } from "./_host_link.ts";
import { Job, type JobOwner } from "./_job.ts";
import { type MemberOwner, PoolMember, type Setup } from "./_pool_member.ts";
import type { PoolOptions } from "./pool_options.ts";

/** Jobs, the hosts that do them, and the line of those that wait: what both pool executors are made of. */
export class WorkerPool implements MemberOwner, JobOwner {
  readonly #open: OpenLink;
  readonly #name: string;
  readonly #maxWorkers: number;
  readonly #setup: Setup;
  readonly #graceMilliseconds: number;
  readonly #idleMilliseconds: number;
  // A set keeps the order, and a cancelled job leaves in constant time. One iterator goes on through it: a new one would
  // walk over the places of those that have left.
  readonly #queue: Set<Job> = new Set();
  #queueIterator: Iterator<Job> = this.#queue.values();
  readonly #members: Set<PoolMember> = new Set();
  /** Those without a job; the one that worked last is on top. */
  readonly #idle: PoolMember[] = [];
  /** How many hosts are ending, beside the members. */
  #ending = 0;
  #count = 0;
  #idleTimer: ReturnType<typeof setTimeout> | null = null;
  #isShutdown = false;
  #broken: BrokenExecutor | null = null;
  readonly #waitingForEnd: WaitList<void> = new WaitList();
  /** Where errors are reported that no job gets. */
  #loop: EventLoop | null = null;

  constructor(open: OpenLink, options: PoolOptions, prefix: string) {
    checkObject(options, "The options of an executor");
    const {
      maxWorkers = navigator.hardwareConcurrency,
      initializer,
      initargs = [],
      idleTimeout = 1,
      grace = 1,
    } = options;
    if (!(Number.isInteger(maxWorkers) && maxWorkers > 0)) {
      throw new RangeError(
        `'maxWorkers' must be a whole number of at least 1: ${
          describe(maxWorkers)
        }`,
      );
    }
    if (initializer !== undefined) checkFunction(initializer, "'initializer'");
    checkIterable(initargs, "'initargs'");
    this.#open = open;
    this.#maxWorkers = maxWorkers;
    this.#name = options.name ?? prefix;
    this.#setup = {
      initializer: initializer === undefined ? null : definitionOf(initializer),
      initargs: [...initargs],
    };
    this.#graceMilliseconds = Math.min(milliseconds(grace), LONGEST);
    this.#idleMilliseconds = milliseconds(idleTimeout);
  }

  submit(
    fn: (...args: never[]) => unknown,
    args: unknown[],
  ): Job {
    if (typeof fn !== "function") {
      throw new TypeError(
        `What an executor runs must be a function: ${describe(fn)}`,
      );
    }
    if (this.#broken !== null) throw this.#broken;
    if (this.#isShutdown) {
      throw new RuntimeError("Cannot submit a job: the executor was shut down");
    }
    const job = new Job(this, {
      definition: definitionOf(fn),
      args,
      values: currentValues(),
      callbacks: callbacksIn(args),
    });
    this.#loop = job.getLoop();
    const member = this.#idle.pop();
    if (member !== undefined) {
      if (!member.start(job)) this.onFree(member);
    } else {
      this.#queue.add(job);
      this.#staff();
    }
    return job;
  }

  async shutdown(options: ShutdownOptions): Promise<void> {
    this.#isShutdown = true;
    if (options.cancelFutures === true) {
      for (const job of this.#queue) job.cancel();
    }
    for (const member of this.#members) member.abandonStream();
    for (const member of this.#idle.splice(0)) member.kill();
    this.#stopWatch();
    if (options.wait !== false && !this.#hasEnded) {
      await this.#waitingForEnd.wait(options);
    }
  }

  killWorkers(): void {
    this.#isShutdown = true;
    for (const job of this.#queue) job.cancel();
    this.#breakUp(
      new BrokenExecutor("The workers were ended by killWorkers()"),
    );
  }

  withdraw(job: Job): void {
    this.#queue.delete(job);
  }

  onFree(member: PoolMember): void {
    for (let job = this.#next(); job !== null; job = this.#next()) {
      if (member.start(job)) return;
    }
    if (this.#isShutdown) {
      member.kill();
      return;
    }
    this.#idle.push(member);
    member.idleSince = performance.now();
    if (this.#idleTimer === null) this.#watchIdle(this.#idleMilliseconds);
  }

  onGone(member: PoolMember): void {
    this.#members.delete(member);
    const place = this.#idle.indexOf(member);
    if (place >= 0) this.#idle.splice(place, 1);
    if (this.#idle.length === 0) this.#stopWatch();
    this.#ending++;
    this.#staff();
  }

  onEnd(): void {
    this.#ending--;
    if (this.#hasEnded) this.#waitingForEnd.wakeAll();
  }

  onBroken(cause: unknown): void {
    this.#broken = new BrokenExecutor(
      "The initializer of a worker has failed",
      {
        cause,
      },
    );
    for (let job = this.#next(); job !== null; job = this.#next()) {
      job.fail(this.#broken);
    }
    this.#breakUp(this.#broken);
  }

  onIdleDeath(exception: BrokenExecutor): void {
    this.#loop?.callExceptionHandler({ message: exception.message, exception });
  }

  /** Takes on members for the jobs that wait, as many as there may be. */
  #staff(): void {
    while (this.#queue.size > 0 && this.#members.size < this.#maxWorkers) {
      const job = this.#next()!;
      let member: PoolMember;
      try {
        member = new PoolMember(this, this.#open, {
          name: `${this.#name}-${this.#count++}`,
          setup: this.#setup,
          graceMilliseconds: this.#graceMilliseconds,
        });
      } catch (cause) {
        const reason = (cause as Error).message;
        job.fail(
          new BrokenExecutor(`Cannot start a worker: ${reason}`, { cause }),
        );
        continue;
      }
      this.#members.add(member);
      if (!member.start(job)) this.onFree(member);
    }
  }

  /** The job that has waited longest. */
  #next(): Job | null {
    if (this.#queue.size === 0) return null;
    let next = this.#queueIterator.next();
    if (next.done === true) {
      this.#queueIterator = this.#queue.values();
      next = this.#queueIterator.next();
    }
    const job: Job = next.value;
    this.#queue.delete(job);
    return job;
  }

  #breakUp(error: BrokenExecutor): void {
    for (const member of this.#members) member.breakUp(error);
  }

  get #hasEnded(): boolean {
    return this.#members.size + this.#ending === 0;
  }

  #watchIdle(milliseconds: number): void {
    if (milliseconds === Infinity) return;
    this.#idleTimer = setTimeout(() => this.#endIdle(), milliseconds);
  }

  /** A timer that nobody needs would keep the program running. */
  #stopWatch(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }

  #endIdle(): void {
    this.#idleTimer = null;
    const now = performance.now();
    // The one at the bottom has been there longest.
    for (
      let first = this.#idle[0];
      first !== undefined;
      first = this.#idle[0]
    ) {
      const left = this.#idleMilliseconds - (now - first.idleSince);
      if (left >= 1) {
        this.#watchIdle(left);
        return;
      }
      first.kill();
    }
  }
}

/** What `setTimeout()` can take. */
const LONGEST = 2 ** 31 - 1;

function milliseconds(duration: Duration | null): number {
  const seconds = duration === null ? Infinity : toSeconds(duration);
  return seconds === Infinity
    ? Infinity
    : Math.min(Math.max(seconds * 1000, 0), LONGEST);
}

/** The context variables of the caller, by name. */
function currentValues(): (readonly [string, unknown])[] | null {
  const context = copyContext();
  if (context.size === 0) return null;
  return Array.from(
    context.entries(),
    ([variable, value]) => [variable.name, value] as const,
  );
}

function callbacksIn(args: readonly unknown[]): Map<number, Callback> | null {
  let callbacks: Map<number, Callback> | null = null;
  for (let place = 0; place < args.length; place++) {
    const arg = args[place];
    if (typeof arg !== "function") continue;
    const callback = callbackOf(arg);
    if (callback === undefined) {
      throw new TypeError(
        `Cannot send a function as an argument, wrap it with fromThread(): argument ${
          place + 1
        } is ${describe(arg)}`,
      );
    }
    (callbacks ??= new Map()).set(place, callback);
  }
  return callbacks;
}
