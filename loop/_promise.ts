/** The two ends of the promise that {@linkcode openPromise} made last; read them at once. */
export let resolveLast: (value?: unknown) => void;
/** See {@linkcode resolveLast}. */
export let rejectLast: (reason: unknown) => void;

function capture(
  resolve: (value?: unknown) => void,
  reject: (reason: unknown) => void,
): void {
  resolveLast = resolve;
  rejectLast = reject;
}

/**
 * Makes a pending native promise and leaves its ends in {@linkcode resolveLast} and {@linkcode rejectLast}.
 * The shared executor spares a closure and a record for each wait.
 */
export function openPromise<T>(): Promise<T> {
  return new Promise<T>(
    capture as (resolve: (value: T | PromiseLike<T>) => void) => void,
  );
}

/** A resolved promise that everyone may await: the cheapest turn there is. */
export const RESOLVED: Promise<void> = Promise.resolve();

/** Whether `value` has a `then` method, as `await` would see it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}
