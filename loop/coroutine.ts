import { currentExecution } from "./_execution.ts";
import { Unseen } from "./_unseen.ts";
import { checkFunction } from "./check.ts";
import { RuntimeError } from "./errors.ts";

/** Calls the body of a coroutine; for the kernel. */
export let startCoroutine: <T>(coroutine: Coroutine<T>) => T | PromiseLike<T>;

const CREATED = 0;
const STARTED = 1;
const CLOSED = 2;

/**
 * A call that has not begun: what calling an `async def` gives in Python.
 *
 * It begins when it is awaited or given to `createTask`, `gather`, `run`, …, and can be used once. One that is
 * dropped without being used is reported through the loop's exception handler, as Python warns of it.
 *
 * Made by calling a function that went through {@linkcode coroutine}.
 *
 * @typeParam T What it returns.
 */
export class Coroutine<T = unknown> implements PromiseLike<T> {
  static {
    startCoroutine = (coroutine) => coroutine.#start();
  }

  readonly #name: string;
  #body: (() => T | PromiseLike<T>) | null;
  #state = CREATED;
  #unseen: Unseen | null;

  /** Makes a coroutine that will call `body`; `name` is for reports. */
  constructor(body: () => T | PromiseLike<T>, name: string = body.name) {
    checkFunction(body, "The body of a coroutine");
    this.#body = body;
    this.#name = name;
    const message = `coroutine '${name}' was never awaited`;
    this.#unseen = new Unseen(
      currentExecution().core,
      this,
      () => ({ message }),
    );
  }

  /** The name of the function. */
  get name(): string {
    return this.#name;
  }

  /**
   * Begins, in the current task, and passes on what comes out: `await coroutine`.
   *
   * **Cancellation.** The body runs in the task that awaits, and is cancelled with it.
   */
  then<R1 = T, R2 = never>(
    onFulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return new Promise<T>((resolve) => resolve(this.#start())).then(
      onFulfilled,
      onRejected,
    );
  }

  /** Says that it will not be used: it is not reported, and using it is an error. */
  close(): void {
    this.#leaveCreated(CLOSED);
  }

  #start(): T | PromiseLike<T> {
    if (this.#state !== CREATED) {
      const why = this.#state === CLOSED
        ? "it is closed"
        : "it was awaited before";
      throw new RuntimeError(`Cannot reuse coroutine '${this.#name}': ${why}`);
    }
    const body = this.#body!;
    this.#leaveCreated(STARTED);
    return body();
  }

  #leaveCreated(state: number): void {
    if (this.#state === CREATED) this.#state = state;
    this.#body = null;
    this.#unseen?.dismiss();
    this.#unseen = null;
  }
}

const coroutineFunctions = new WeakSet<WeakKey>();

/**
 * Makes an async function cold, as in Python: calling it gives a {@linkcode Coroutine}, and nothing runs until
 * that is awaited or scheduled.
 *
 * @example Nothing runs before it is asked for
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * const greet = asyncio.coroutine(async (name: string) => {
 *   log.push(`hello ${name}`);
 *   await asyncio.sleep(0);
 * });
 *
 * await asyncio.run(async () => {
 *   const greeting = greet("ada");
 *   log.push("called");
 *   await greeting;
 * });
 * assertEquals(log, ["called", "hello ada"]);
 * ```
 */
export function coroutine<A extends unknown[], T>(
  fn: (...args: A) => T | PromiseLike<T>,
): (...args: A) => Coroutine<T> {
  checkFunction(fn, "What coroutine() wraps");
  const cold = (...args: A) => new Coroutine<T>(() => fn(...args), fn.name);
  Object.defineProperty(cold, "name", { value: fn.name, configurable: true });
  coroutineFunctions.add(cold);
  return cold;
}

/** Returns whether `value` is a {@linkcode Coroutine}. */
export function isCoroutine(value: unknown): value is Coroutine<unknown> {
  return value instanceof Coroutine;
}

const AsyncFunction = (async () => {}).constructor;

/** Returns whether `value` is an `async` function or one made by {@linkcode coroutine}. */
export function isCoroutineFunction(value: unknown): boolean {
  return value instanceof AsyncFunction ||
    (typeof value === "function" && coroutineFunctions.has(value));
}
