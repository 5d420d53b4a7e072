/**
 * Raised at the `await` of a task that is being cancelled.
 *
 * Clean up in `finally`, or catch it and throw it again. JavaScript's `catch` catches everything, so a broad
 * `catch` sees it too, unlike Python's `except Exception`: ask {@linkcode isCancelled} there. A task that
 * swallows it goes on running, as in asyncio.
 *
 * The message is the one given to `task.cancel(message)`, or empty. One that the loop raises has no stack unless
 * the loop is in debug mode: a cancellation is not a fault, and capturing stacks would make cancelling slow.
 *
 * @example Clean up and pass it on
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   const task = asyncio.createTask(async () => {
 *     try {
 *       await asyncio.sleep(60);
 *     } finally {
 *       log.push("cleaned up");
 *     }
 *   });
 *   await asyncio.sleep(0);
 *   task.cancel();
 *   await asyncio.wait([task]);
 * });
 * assertEquals(log, ["cleaned up"]);
 * ```
 */
export class CancelledError extends Error {
  static {
    this.prototype.name = "CancelledError";
  }

  /** Makes a cancellation error with the message of the `cancel()` call. */
  constructor(message?: string) {
    super(message);
  }
}

/** The shape of a {@linkcode CancelledError} that never went through `Error`, which takes a stack every time. */
const LightCancelledError = function (
  this: { message: string },
  message: string,
): void {
  this.message = message;
} as unknown as new (message: string) => CancelledError;
LightCancelledError.prototype = CancelledError.prototype;

/** Makes a {@linkcode CancelledError}; without `debug` it has no stack and costs next to nothing. */
export function makeCancelledError(
  message: string | undefined,
  debug: boolean,
): CancelledError {
  if (!debug) return new LightCancelledError(message ?? "");
  const error = new CancelledError(message);
  injectedInDebug.add(error);
  return error;
}

const injectedInDebug = new WeakSet<CancelledError>();

/** Whether the kernel made this error; one that a program made has a stack of its own. */
export function isInjected(error: unknown): error is CancelledError {
  return error instanceof CancelledError &&
    (!Object.hasOwn(error, "stack") || injectedInDebug.has(error));
}

/**
 * Returns whether `error` is a {@linkcode CancelledError}: the test for a broad `catch`.
 *
 * @example Let cancellation through
 * ```ts
 * import { isCancelled } from "@asyncio/asyncio";
 *
 * async function attempt(job: () => Promise<void>): Promise<void> {
 *   try {
 *     await job();
 *   } catch (error) {
 *     if (isCancelled(error)) throw error;
 *     console.error("the job failed:", error);
 *   }
 * }
 * await attempt(async () => {});
 * ```
 */
export function isCancelled(error: unknown): error is CancelledError {
  return error instanceof CancelledError;
}

/** Raised when an operation took longer than its deadline. Python's `TimeoutError`; not a `DOMException`. */
export class TimeoutError extends Error {
  static {
    this.prototype.name = "TimeoutError";
  }

  /** Makes a timeout error. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Raised when a future or task is not in the state that the call needs. */
export class InvalidStateError extends Error {
  static {
    this.prototype.name = "InvalidStateError";
  }

  /** Makes an invalid-state error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised for misuse that Python reports as `RuntimeError`: a wrong loop, re-entry, use after close. */
export class RuntimeError extends Error {
  static {
    this.prototype.name = "RuntimeError";
  }

  /** Makes a runtime error. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Raised by `ContextVar.get()` when the variable has neither a value nor a default. Python's `LookupError`. */
export class LookupError extends Error {
  static {
    this.prototype.name = "LookupError";
  }

  /** Makes a lookup error. */
  constructor(message?: string) {
    super(message);
  }
}

/**
 * Raised by `run()` when Ctrl-C (SIGINT) ended the program, and passed bare through task groups.
 *
 * In Python it is a `BaseException`: it is never wrapped in an {@linkcode ExceptionGroup}, and a task that
 * raises it stops the loop.
 */
export class KeyboardInterrupt extends Error {
  static {
    this.prototype.name = "KeyboardInterrupt";
  }

  /** Makes a keyboard interrupt. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised when a stream ended before the requested number of bytes was read. */
export class IncompleteReadError extends Error {
  static {
    this.prototype.name = "IncompleteReadError";
  }

  /** The bytes that were read before the end. */
  readonly partial: Uint8Array;
  /** The number of bytes asked for, or `null` where it was not known. */
  readonly expected: number | null;

  /** Makes an incomplete-read error out of what was read and what was wanted. */
  constructor(partial: Uint8Array, expected: number | null) {
    super(
      `${partial.length} bytes read on a total of ${
        expected ?? "undefined"
      } expected bytes`,
    );
    this.partial = partial;
    this.expected = expected;
  }
}

/** Raised when the buffer limit was reached while looking for a separator. */
export class LimitOverrunError extends Error {
  static {
    this.prototype.name = "LimitOverrunError";
  }

  /** The number of bytes to be consumed to get past what was looked at. */
  readonly consumed: number;

  /** Makes a limit-overrun error. */
  constructor(message: string, consumed: number) {
    super(message);
    this.consumed = consumed;
  }
}

/** Raised to those who wait at a barrier that is broken. */
export class BrokenBarrierError extends RuntimeError {
  static {
    this.prototype.name = "BrokenBarrierError";
  }

  /** Makes a broken-barrier error. */
  constructor(message?: string) {
    super(message);
  }
}

/** What was thrown; an error in place of `null` and `undefined`, which stand for "no error" everywhere else. */
export function orError(thrown: unknown): unknown {
  return thrown ??
    new RuntimeError(`Something has thrown ${thrown} in place of an error`);
}
