import { checkFunction, checkIterable, describe } from "./check.ts";
/** Says which errors are meant: a class, several classes, or a predicate. */
export type ErrorCondition<E extends Error = Error> =
  | ErrorClass<E>
  | readonly ErrorClass<E>[]
  | ((error: Error) => boolean);

/** An error class, as `instanceof` takes it. */
export type ErrorClass<E extends Error = Error> = abstract new (
  // deno-lint-ignore no-explicit-any
  ...args: any[]
) => E;

/**
 * Several errors that came up together, such as those of a task group's children.
 *
 * Python's `ExceptionGroup`, as an `AggregateError`. Groups nest; {@linkcode ExceptionGroup.split} and
 * {@linkcode ExceptionGroup.subgroup} keep the nesting, and {@linkcode ExceptionGroup.handle} stands in for
 * `except*`. The first error is also the `cause`. There is no separate `BaseExceptionGroup`.
 *
 * @typeParam E The errors inside.
 *
 * @example Handle one kind, pass the rest on
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ExceptionGroup } from "@asyncio/asyncio";
 *
 * const group = new ExceptionGroup("two", [new TypeError("a"), new RangeError("b")]);
 * const seen: string[] = [];
 * const rest = group.handle(TypeError, (matched) => {
 *   for (const error of matched.exceptions) seen.push(error.message);
 * });
 * assertEquals(seen, ["a"]);
 * assertEquals(rest?.exceptions.map((error) => error.message), ["b"]);
 * ```
 */
export class ExceptionGroup<E extends Error = Error> extends AggregateError {
  static {
    this.prototype.name = "ExceptionGroup";
  }

  /**
   * Makes a group.
   *
   * @param message What happened; the number of errors is not added.
   * @param exceptions The errors, at least one.
   * @throws {TypeError} If the message is not a string, or an item is not an `Error`.
   * @throws {RangeError} If there is no item.
   */
  constructor(message: string, exceptions: Iterable<E>) {
    if (typeof message !== "string") {
      throw new TypeError(
        `The message of an ExceptionGroup must be a string: ${
          describe(message)
        }`,
      );
    }
    checkIterable(exceptions, "The errors of an ExceptionGroup");
    const list = [...exceptions];
    if (list.length === 0) {
      throw new RangeError(
        "An ExceptionGroup must hold at least one error: the list is empty",
      );
    }
    for (const item of list) {
      if (item instanceof Error) continue;
      throw new TypeError(
        `Each item of an ExceptionGroup must be an Error: ${describe(item)}`,
      );
    }
    super(list, message, { cause: list[0] });
  }

  /** The errors of this group, in order; the same list as `errors`. */
  get exceptions(): readonly E[] {
    return this.errors;
  }

  /**
   * Makes a group of the same message and cause for other errors. Override it in a subclass to keep the class
   * and its fields through {@linkcode split} and {@linkcode subgroup}.
   */
  derive<D extends Error>(exceptions: Iterable<D>): ExceptionGroup<D> {
    return new ExceptionGroup(this.message, exceptions);
  }

  /**
   * Splits into what matches and what does not, both with the nesting of this group.
   *
   * @param condition A class, a list of classes, or a predicate; it is asked about groups too, and a group
   * that matches goes over whole.
   * @returns `[matching, rest]`, `null` where there is none.
   */
  split(
    condition: ErrorCondition,
  ): [ExceptionGroup | null, ExceptionGroup | null] {
    return splitGroup(this, toPredicate(condition));
  }

  /** Returns the part that matches, with the nesting of this group, or `null`. */
  subgroup(condition: ErrorCondition): ExceptionGroup | null {
    return this.split(condition)[0];
  }

  /**
   * Calls `handler` with the part that matches, if there is one, and returns the rest: `except*` as a method.
   *
   * @returns The errors not handled, or `null` when all were: `const rest = group.handle(…); if (rest) throw rest;`
   */
  handle(
    condition: ErrorCondition,
    handler: (matched: ExceptionGroup) => void,
  ): ExceptionGroup | null {
    checkFunction(handler, "A handler of errors");
    const [matched, rest] = this.split(condition);
    if (matched !== null) handler(matched);
    return rest;
  }
}

// Functions, not private methods: a task group's block form turns a CancelledError into an ExceptionGroup by
// switching its prototype, and such an object has no private members.

function splitGroup(
  group: ExceptionGroup,
  matches: (error: Error) => boolean,
): [ExceptionGroup | null, ExceptionGroup | null] {
  if (matches(group)) return [group, null];
  const matched: Error[] = [];
  const rest: Error[] = [];
  for (const error of group.exceptions) {
    if (error instanceof ExceptionGroup) {
      const [inner, others] = splitGroup(error, matches);
      if (inner !== null) matched.push(inner);
      if (others !== null) rest.push(others);
    } else {
      (matches(error) ? matched : rest).push(error);
    }
  }
  if (matched.length === 0) return [null, group];
  return [
    deriveFrom(group, matched),
    rest.length === 0 ? null : deriveFrom(group, rest),
  ];
}

function deriveFrom(
  group: ExceptionGroup,
  exceptions: Error[],
): ExceptionGroup {
  const derived = group.derive(exceptions);
  derived.stack = group.stack ?? "";
  return derived;
}

function toPredicate(condition: ErrorCondition): (error: Error) => boolean {
  if (typeof condition !== "function") {
    checkIterable(condition, "A condition that is no function");
    const classes = [...condition];
    classes.forEach((one) => checkFunction(one, "An error class"));
    return (error) => classes.some((one) => error instanceof one);
  }
  if (isErrorClass(condition)) return (error) => error instanceof condition;
  return condition as (error: Error) => boolean;
}

function isErrorClass(condition: unknown): condition is ErrorClass {
  return condition === Error ||
    (condition as { prototype?: unknown }).prototype instanceof Error;
}
