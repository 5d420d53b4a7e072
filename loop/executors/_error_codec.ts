// How an error crosses from one thread or process to another. These functions also run there, as source text (see
// _host_source.ts): they use globals and each other, and nothing else.

/** An error as plain data. */
export interface ErrorData {
  /** The names of its class and of those above it, the nearest first; empty for what is no error at all. */
  readonly classes: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Those of an `AggregateError`. */
  readonly errors: readonly ErrorData[] | undefined;
  readonly cause: ErrorData | undefined;
  /** Its own fields that can be cloned; for what is no error, the value itself. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Finds the class of a name, if it is known here. */
export type FindClass = (name: string) => ErrorConstructor | undefined;

/** Turns what was thrown into plain data. */
export function encodeError(
  thrown: unknown,
  isCloneable: (value: unknown) => boolean,
  above: readonly unknown[] = [],
): ErrorData {
  const encode = (inner: unknown) =>
    encodeError(inner, isCloneable, [...above, thrown]);
  if (!(thrown instanceof Error)) {
    const value = isCloneable(thrown) ? thrown : String(thrown);
    return {
      classes: [],
      name: "",
      message: "",
      stack: undefined,
      errors: undefined,
      cause: undefined,
      fields: { value },
    };
  }
  const classes: string[] = [];
  let link = Object.getPrototypeOf(thrown);
  for (; link !== null && link !== Object.prototype;) {
    const name = link.constructor?.name;
    if (typeof name === "string" && name !== "") classes.push(name);
    link = Object.getPrototypeOf(link);
  }
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (["name", "message", "stack", "errors", "cause"].includes(key)) continue;
    const value = (thrown as unknown as Record<string, unknown>)[key];
    if (isCloneable(value)) fields[key] = value;
  }
  const isCircular = above.includes(thrown);
  return {
    classes,
    name: String(thrown.name),
    message: String(thrown.message),
    // Without the frames of what has called the job.
    stack: thrown.stack?.split(/\n +at (?:async )?JobHost\./)[0],
    errors: thrown instanceof AggregateError && !isCircular
      ? thrown.errors.map(encode)
      : undefined,
    cause: Object.hasOwn(thrown, "cause") && !isCircular
      ? encode(thrown.cause)
      : undefined,
    fields,
  };
}

/** Makes the error again: of its own class where that is known, else of the nearest one that is, under its own name. */
export function decodeError(data: ErrorData, findClass: FindClass): unknown {
  const { classes, name, message, errors, cause, fields } = data;
  if (classes.length === 0) return fields["value"];
  const decode = (inner: ErrorData) => decodeError(inner, findClass);
  const known = classes.map(findClass).find((one) => one !== undefined) ??
    Error;
  // Made without the constructor of the class, which may want anything.
  const error: Error = known === DOMException as unknown
    ? new DOMException(message, name)
    : errors !== undefined
    ? Reflect.construct(AggregateError, [errors.map(decode), message], known)
    : Reflect.construct(Error, [message], known);
  const own: Record<string, unknown> = { ...fields, stack: data.stack };
  if (cause !== undefined) own["cause"] = decode(cause);
  if (error.name !== name) own["name"] = name;
  for (const key of Object.keys(own)) {
    Object.defineProperty(error, key, {
      value: own[key],
      writable: true,
      configurable: true,
      enumerable: Object.hasOwn(fields, key),
    });
  }
  return error;
}

/** Finds the classes that every thread has. */
export function findGlobalClass(name: string): ErrorConstructor | undefined {
  const found = (globalThis as Record<string, unknown>)[name] ??
    (Deno.errors as Record<string, unknown>)[name];
  return typeof found === "function" &&
      (found === Error || found.prototype instanceof Error)
    ? found as ErrorConstructor
    : undefined;
}

/** Whether a structured clone of the value can be made. */
export function isCloneable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return typeof value !== "function" && typeof value !== "symbol";
  }
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
