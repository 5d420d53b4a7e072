import { checkFunction, describe } from "./check.ts";
import { currentExecution, runAs } from "./_execution.ts";
import {
  contextOf,
  setContextAccess,
  shareValues,
  type Values,
} from "./_values.ts";
import { LookupError, RuntimeError } from "./errors.ts";
import { threadScope } from "./executors/thread_scope.ts";

let readContext: (context: Context, variable: ContextVar<unknown>) => unknown;
let writeContext: (
  context: Context,
  variable: ContextVar<unknown>,
  value: unknown,
) => void;

/** The values of an empty context; never changed, since contexts that share values copy them first. */
const NO_VALUES: Values = new Map();

/**
 * A mapping from context variables to their values.
 *
 * Copying takes constant time: copies share their values until one of them sets a variable.
 *
 * @example Run a function in a context of its own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ContextVar, copyContext } from "@asyncio/asyncio/contextvars";
 *
 * const user = new ContextVar("user", { default: "nobody" });
 * const context = copyContext();
 * context.run(() => user.set("ada"));
 * assertEquals(context.get(user), "ada");
 * assertEquals(user.get(), "nobody");
 * ```
 */
export class Context implements Iterable<ContextVar<unknown>> {
  static {
    setContextAccess((values) => {
      const context = new Context();
      context.#values = values;
      return context;
    }, (context) => {
      context.#shared = true;
      return context.#values;
    });
    readContext = (context, variable) =>
      context.#values.has(variable)
        ? context.#values.get(variable)
        : Token.MISSING;
    writeContext = (context, variable, value) =>
      context.#write(variable, value);
  }

  #values: Values;
  #shared: boolean;
  #entered = false;

  /** Makes an empty context. */
  constructor() {
    this.#values = NO_VALUES;
    this.#shared = true;
  }

  /**
   * Calls `fn(...args)` in this context, and returns what it returns. If it is async, all of it runs here.
   *
   * @throws {RuntimeError} If this context is being run already, here or further out.
   */
  run<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): R {
    checkFunction(fn, "What runs in a context");
    const now = currentExecution();
    if (this.#entered || now.context === this) {
      throw new RuntimeError(
        `Cannot enter context: it is already entered: ${this}`,
      );
    }
    this.#entered = true;
    try {
      const inner = now.derive(this, now.scope);
      return runAs(inner, () => fn(...args));
    } finally {
      this.#entered = false;
    }
  }

  /** Returns a copy that does not see later changes of this context. */
  copy(): Context {
    return contextOf(shareValues(this));
  }

  /** Returns the value of `variable` in this context, or `defaultValue` (`undefined` if not given). */
  get<T>(variable: ContextVar<T>): T | undefined;
  /** Returns the value of `variable` in this context, or `defaultValue`. */
  get<T, D>(variable: ContextVar<T>, defaultValue: D): T | D;
  get(variable: ContextVar<unknown>, defaultValue?: unknown): unknown {
    return this.#values.has(variable)
      ? this.#values.get(variable)
      : defaultValue;
  }

  /** Whether `variable` has a value in this context. */
  has(variable: ContextVar<unknown>): boolean {
    return this.#values.has(variable);
  }

  /** The number of variables that have a value here. */
  get size(): number {
    return this.#values.size;
  }

  /** The variables that have a value here. */
  keys(): IterableIterator<ContextVar<unknown>> {
    return this.#values.keys();
  }

  /** The values. */
  values(): IterableIterator<unknown> {
    return this.#values.values();
  }

  /** The variables with their values. */
  entries(): IterableIterator<[ContextVar<unknown>, unknown]> {
    return this.#values.entries();
  }

  /** Such as `<Context user, level>`, with the names of the variables that have a value. */
  toString(): string {
    return `<Context ${
      [...this.keys()].map((variable) => variable.name).join(", ")
    }>`;
  }

  /** Iterates over the variables, as in Python. */
  [Symbol.iterator](): Iterator<ContextVar<unknown>> {
    return this.keys();
  }

  #write(variable: ContextVar<unknown>, value: unknown): void {
    if (this.#shared) {
      this.#values = new Map(this.#values);
      this.#shared = false;
    }
    if (value === Token.MISSING) this.#values.delete(variable);
    else this.#values.set(variable, value);
  }
}

/** How a {@linkcode ContextVar} is made. */
export interface ContextVarOptions<T> {
  /** What `get()` returns where no value was set. @default {none: `get()` throws} */
  readonly default?: T;
}

/**
 * A variable whose value belongs to the current context.
 *
 * @typeParam T The type of its values.
 *
 * @example Set it for a while
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ContextVar } from "@asyncio/asyncio/contextvars";
 *
 * const level = new ContextVar("level", { default: 0 });
 * {
 *   using _ = level.set(1);
 *   assertEquals(level.get(), 1);
 * }
 * assertEquals(level.get(), 0);
 * ```
 */
export class ContextVar<T> {
  readonly #name: string;
  readonly #default: T | typeof Token.MISSING;

  /**
   * Makes a variable; do it once, at the top of a module.
   *
   * @throws {TypeError} If `name` is not a string.
   */
  constructor(name: string, options: ContextVarOptions<T> = {}) {
    if (typeof name !== "string") {
      throw new TypeError(
        `The name of a ContextVar must be a string: ${describe(name)}`,
      );
    }
    this.#name = name;
    this.#default = "default" in options ? options.default as T : Token.MISSING;
  }

  /** The name, for people to read. */
  get name(): string {
    return this.#name;
  }

  /**
   * Returns the value in the current context, else `defaultValue`, else the variable's own default.
   *
   * @throws {LookupError} If there is none of the three.
   */
  get(defaultValue?: T): T {
    const value = readContext(currentContext(), this as ContextVar<unknown>);
    if (value !== Token.MISSING) return value as T;
    // In a thread: what whoever started the job has set.
    const brought = threadScope?.values;
    if (brought?.has(this.#name)) return brought.get(this.#name) as T;
    if (arguments.length > 0) return defaultValue as T;
    if (this.#default !== Token.MISSING) return this.#default;
    throw new LookupError(
      `The context variable has no value here and no default: ${
        JSON.stringify(this.#name)
      }`,
    );
  }

  /** Sets the value in the current context. Returns a token that {@linkcode reset} (or `using`) takes back. */
  set(value: T): Token<T> {
    const context = currentContext();
    const old = readContext(context, this as ContextVar<unknown>);
    writeContext(context, this as ContextVar<unknown>, value);
    return makeToken(this, context, old as T | typeof Token.MISSING);
  }

  /**
   * Restores the value from before the `set()` that made `token`.
   *
   * @throws {RuntimeError} If the token was used already.
   * @throws {RangeError} If it belongs to another variable or to another context.
   */
  reset(token: Token<T>): void {
    if (!(token instanceof Token)) {
      throw new TypeError(`A Token is wanted: ${describe(token)}`);
    }
    useToken(
      token as Token<unknown>,
      this as ContextVar<unknown>,
      currentContext(),
    );
  }
}

let makeToken: <T>(
  variable: ContextVar<T>,
  context: Context,
  old: T | typeof Token.MISSING,
) => Token<T>;
let useToken: (
  token: Token<unknown>,
  variable: ContextVar<unknown>,
  context: Context,
) => void;

/**
 * What `ContextVar.set()` returns: the way back. Disposable: `using _ = variable.set(value)`.
 *
 * @typeParam T The type of the variable's values.
 */
export class Token<T> implements Disposable {
  static {
    makeToken = (variable, context, old) => new Token(variable, context, old);
    useToken = (token, variable, context) => token.#use(variable, context);
  }

  /** What {@linkcode oldValue} is where the variable had no value. */
  static readonly MISSING: unique symbol = Symbol("Token.MISSING");

  readonly #variable: ContextVar<T>;
  readonly #context: Context;
  readonly #old: T | typeof Token.MISSING;
  #used = false;

  /** Made by `ContextVar.set()`, which is the way to get one. */
  constructor(
    variable: ContextVar<T>,
    context: Context,
    old: T | typeof Token.MISSING,
  ) {
    this.#variable = variable;
    this.#context = context;
    this.#old = old;
  }

  /** The variable that was set. */
  get var(): ContextVar<T> {
    return this.#variable;
  }

  /** The value before, or `Token.MISSING`. */
  get oldValue(): T | typeof Token.MISSING {
    return this.#old;
  }

  /** Resets the variable, as `variable.reset(token)` does. */
  [Symbol.dispose](): void {
    this.#variable.reset(this);
  }

  #use(variable: ContextVar<unknown>, context: Context): void {
    if (this.#used) {
      throw new RuntimeError(
        `A Token can only be used once: it was made by ${
          JSON.stringify(this.#variable.name)
        }`,
      );
    }
    if (variable !== this.#variable as unknown) {
      throw new RangeError(
        `The Token was made by another ContextVar: ${
          JSON.stringify(this.#variable.name)
        }`,
      );
    }
    if (context !== this.#context) {
      throw new RangeError(
        `The Token was made in another Context: ${this.#context}`,
      );
    }
    this.#used = true;
    writeContext(context, variable, this.#old);
  }
}

/** Returns a copy of the current context. */
export function copyContext(): Context {
  return currentContext().copy();
}

/** The context of what runs now; outside of every loop, the thread's own. */
function currentContext(): Context {
  return currentExecution().context;
}
