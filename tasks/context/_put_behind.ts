/** For an error that a stack has thrown: what the stack had been given. */
const settled = new WeakMap<object, unknown>();

/**
 * Says that a stack which was given `received` ends with `error`, and has put behind it what belongs there: not
 * `received`, if an exit has suppressed that before.
 */
export function settle(error: unknown, received: unknown): void {
  if (error instanceof Error) settled.set(error, received);
}

/**
 * Puts an earlier error behind the one that came up while it was under way: Python's rule of `__context__`, by `cause`.
 *
 * The earlier one becomes the cause of the last error in the chain of causes. Nothing is added
 * - to an error that contains the earlier one already;
 * - to one that was taken out of the earlier one (its cause, or one of a group): that would be a circle;
 * - where the chain ends in `cause: null`, Python's `raise ... from None`.
 *
 * @returns What to throw: `error` itself; a `SuppressedError` of both where there is no place for a cause.
 */
export function putBehind(error: unknown, earlier: unknown): unknown {
  if (earlier === undefined || contains(error, earlier)) return error;
  if (error instanceof Error && settled.get(error) === earlier) return error;
  const last = endOf(error);
  if (contains(earlier, last)) return error;
  if (last instanceof Error) {
    if (last.cause === null) return error;
    if (last.cause === undefined && setCause(last, earlier)) return error;
  }
  return new SuppressedError(
    error,
    earlier,
    "An error came up while another one was under way",
  );
}

/** Whether `part` is `error`, or somewhere behind or inside of it. */
function contains(
  error: unknown,
  part: unknown,
  seen: Set<unknown> = new Set(),
): boolean {
  let one = error;
  while (one instanceof Error && one !== part && !seen.has(one)) {
    seen.add(one);
    if (partsOf(one).some((inner) => contains(inner, part, seen))) return true;
    one = one.cause;
  }
  return one === part;
}

function partsOf(error: Error): readonly unknown[] {
  if (error instanceof SuppressedError) return [error.error, error.suppressed];
  return error instanceof AggregateError ? error.errors : [];
}

/** The last error in the chain of causes. */
function endOf(error: unknown): unknown {
  const seen = new Set();
  let last = error;
  while (last instanceof Error && last.cause instanceof Error) {
    if (seen.has(last)) break;
    seen.add(last);
    last = last.cause;
  }
  return last;
}

/** Fails for an error that is frozen. */
function setCause(error: Error, cause: unknown): boolean {
  return Reflect.defineProperty(error, "cause", {
    value: cause,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
