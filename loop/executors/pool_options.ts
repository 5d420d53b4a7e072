import type { Duration } from "../duration.ts";

/** How a pool of threads or processes is made. */
export interface PoolOptions {
  /** How many there are at most, and so how many jobs run at a time. @default {the number of processors} */
  readonly maxWorkers?: number | undefined;
  /**
   * Called in each new thread or process before its first job. If it fails, the executor is broken: all jobs fail with
   * `BrokenExecutor`.
   * @default {nothing}
   */
  readonly initializer?: ((...args: never[]) => unknown) | undefined;
  /** The arguments of the initializer. @default {none} */
  readonly initargs?: readonly unknown[] | undefined;
  /**
   * How long one without a job is kept: seconds, or an object with units; `null` for ever. As long as there is one, the
   * program does not end by itself.
   * @default {1}
   */
  readonly idleTimeout?: Duration | null | undefined;
  /**
   * How long a cancelled job may go on before its thread or process is ended: seconds, or an object with units.
   * @default {1}
   */
  readonly grace?: Duration | undefined;
  /** What the names of the workers begin with. @default {"thread" or "process"} */
  readonly name?: string | undefined;
}
