import { describe } from "../check.ts";
import { type Duration, toSeconds } from "../duration.ts";
import { ensureFuture } from "../ensure_future.ts";
import { RuntimeError } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import { Future } from "../future.ts";
import type { Executor, JobResult } from "./executor.ts";
import { ThreadPoolExecutor } from "./thread_pool_executor.ts";

/** What a loop has jobs done by; made when it is first asked for, which most programs never do. */
export function executorOf(loop: EventLoop): DefaultExecutor {
  let executor = executors.get(loop);
  if (executor === undefined) {
    executor = new DefaultExecutor(loop);
    executors.set(loop, executor);
  }
  return executor;
}

/** The executor of a loop for those who name none; for the loop. */
export class DefaultExecutor {
  readonly #loop: EventLoop;
  #executor: Executor | null = null;
  #isShutdown = false;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  /** Has a job done by `executor`, or by this one; the future belongs to the loop. */
  run<A extends unknown[], R>(
    executor: Executor | null,
    fn: (...args: A) => R,
    args: A,
  ): Future<JobResult<R>> {
    if (executor !== null) checkExecutor(executor);
    const job = (executor ?? this.#get()).submit(fn, ...args);
    if (job instanceof Future && job.getLoop() === this.#loop) return job;
    return ensureFuture(job.then((result) => result), {
      loop: this.#loop,
      onCancel: () => job.cancel(),
    }) as Future<JobResult<R>>;
  }

  set(executor: Executor): void {
    checkExecutor(executor);
    this.#executor = executor;
  }

  /** Shuts it down and waits, not longer than `timeout` in real time. */
  async shutdown(timeout: Duration | null): Promise<void> {
    const seconds = timeout === null ? Infinity : toSeconds(timeout);
    this.#isShutdown = true;
    const executor = this.#executor;
    if (executor === null) return;
    const ended = new Future<boolean>({ loop: this.#loop });
    const end = (settle: () => void) => {
      if (!ended.done()) settle();
    };
    executor.shutdown().then(
      () => end(() => ended.setResult(true)),
      (error) => end(() => ended.setException(error)),
    );
    const timer = seconds === Infinity
      ? undefined
      : setTimeout(() => end(() => ended.setResult(false)), seconds * 1000);
    try {
      if (await ended) return;
      console.warn(
        `The executor did not finish joining its threads within ${seconds} seconds: they are ended`,
      );
      executor.killWorkers();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Shuts it down without waiting. */
  close(): void {
    this.#isShutdown = true;
    this.#executor?.shutdown({ wait: false });
    this.#executor = null;
  }

  #get(): Executor {
    if (this.#isShutdown) {
      throw new RuntimeError("Executor shutdown has been called");
    }
    return this.#executor ??= new ThreadPoolExecutor({ name: "asyncio" });
  }
}

function checkExecutor(executor: Executor): void {
  const { submit, shutdown } = executor ?? {};
  if (typeof submit === "function" && typeof shutdown === "function") return;
  throw new TypeError(
    `An executor with submit() and shutdown() is wanted: ${describe(executor)}`,
  );
}

const executors = new WeakMap<EventLoop, DefaultExecutor>();
