// Checks of arguments. They throw a TypeError (wrong type) or a RangeError (wrong value) that shows the value.

/** Names a wrong value in a message: strings quoted, functions and objects by their class. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") {
    return `function ${value.name || "(anonymous)"}`;
  }
  if (typeof value === "object" && value !== null) {
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" && name !== ""
      ? `an instance of ${name}`
      : "an object";
  }
  return String(value);
}

/** The text of anything that was thrown; rendering it must not throw in turn. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return describe(value);
  }
}

/** `what` names the argument, such as "The body of a timeout". */
export function checkFunction(value: unknown, what: string): void {
  if (typeof value !== "function") {
    throw new TypeError(`${what} must be a function: ${describe(value)}`);
  }
}

/** For options: an object, and not `null`. */
export function checkObject(value: unknown, what: string): void {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`${what} must be an object: ${describe(value)}`);
  }
}

/** For something to loop over; a string is taken for a mistake. */
export function checkIterable(value: unknown, what: string): void {
  const isObject = (typeof value === "object" || typeof value === "function") &&
    value !== null;
  if (
    !isObject ||
    typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] !==
      "function"
  ) {
    throw new TypeError(
      `${what} must be iterable, such as an array: ${describe(value)}`,
    );
  }
}

/** For text. */
export function checkString(value: unknown, what: string): void {
  if (typeof value !== "string") {
    throw new TypeError(`${what} must be a string: ${describe(value)}`);
  }
}

/** For bytes. */
export function checkBytes(value: unknown, what: string): void {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`${what} must be a Uint8Array: ${describe(value)}`);
  }
}

/** For switches among options, which may be left out; `names` are theirs. */
export function checkSwitches<O extends object>(
  options: O,
  ...names: (keyof O & string)[]
): void {
  for (const name of names) {
    const value = options[name];
    if (value !== undefined && typeof value !== "boolean") {
      throw new TypeError(
        `'${name}' must be true or false: ${describe(value)}`,
      );
    }
  }
}

/** Returns `value` if it is an integer of at least `least`. */
export function checkCount(
  value: unknown,
  what: string,
  least: number,
): number {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(value)}`);
  }
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `${what} must be an integer of at least ${least}: ${value}`,
    );
  }
  return value;
}

/** For points in time, in seconds. */
export function checkTime(value: unknown, what: string): void {
  if (typeof value !== "number") {
    throw new TypeError(
      `${what} must be a number of seconds: ${describe(value)}`,
    );
  }
  if (Number.isNaN(value)) {
    throw new RangeError(`${what} must be a number of seconds: NaN`);
  }
}
