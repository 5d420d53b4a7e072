/** What a job's thread offers to this library when it is loaded there, and to functions that were sent as source. */
export interface ThreadScope {
  /** The context variables of whoever started the job, by name; `null` if there are none. */
  values: ReadonlyMap<string, unknown> | null;
  /** What is to be transferred with a value. */
  readonly transfers: WeakMap<object, readonly Transferable[]>;
  /** Throws if the job is cancelled. */
  checkCancelled(): void;
  /** Returns the job's signal. */
  threadSignal(): AbortSignal;
  /** Makes the error of a cancelled job; the library has a class for it. */
  makeCancelled: (message: string | undefined) => Error;
}

/** Under which name the scope is found: the library may be loaded in a thread in several versions. */
const NAME = Symbol.for("asyncio.thread");

/** The scope of this thread; `undefined` where no jobs are run. */
export const threadScope: ThreadScope | undefined =
  (globalThis as unknown as Record<symbol, ThreadScope | undefined>)[NAME];
