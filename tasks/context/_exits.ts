import { checkFunction } from "../../loop/check.ts";
import { orError } from "../../loop/errors.ts";
import { asyncManagerOf, syncManagerOf } from "./_manager_of.ts";
import { putBehind, settle } from "./_put_behind.ts";
import type { AsyncContextManager } from "./protocol.ts";

/** Called with what has been thrown, or `undefined`; `true` suppresses it. */
type Exit = (error: unknown) => unknown;

/** The exits of a stack, called last in, first out, each as if it were a `with` around those that came later. */
export class Exits {
  #list: Exit[] = [];

  /** Enters a manager or disposable, and takes its exit. */
  enter(value: unknown): unknown {
    const manager = syncManagerOf(value);
    const entered = manager.enter();
    this.#pushManager(manager);
    return entered;
  }

  async enterAsync(value: unknown): Promise<unknown> {
    const manager = asyncManagerOf(value);
    const entered = await manager.enter();
    this.#pushManager(manager);
    return entered;
  }

  /** Takes an exit function, the exit of a manager that has been entered, or a disposable. */
  push(value: unknown, disposableOf: (value: unknown) => AsyncContextManager) {
    if (typeof value === "function") {
      this.#list.push(value as Exit);
    } else if (hasExit(value)) {
      this.#pushManager(value);
    } else {
      const disposable = disposableOf(value);
      disposable.enter();
      this.#pushManager(disposable);
    }
  }

  /** Takes a function that cannot suppress an error. */
  pushCallback<A extends unknown[]>(
    fn: (...args: A) => unknown,
    args: A,
  ): void {
    checkFunction(fn, "A callback");
    this.#list.push(() => void fn(...args));
  }

  pushAsyncCallback<A extends unknown[]>(
    fn: (...args: A) => unknown,
    args: A,
  ): void {
    checkFunction(fn, "A callback");
    this.#list.push(async () => void await fn(...args));
  }

  /** Hands all exits over to a new list. */
  popAll(): Exits {
    const moved = new Exits();
    moved.#list = this.#list;
    this.#list = [];
    return moved;
  }

  /** Calls the exits, also those that come while it does. Returns whether they have suppressed `received`. */
  unwind(received: unknown): boolean {
    let error = received;
    for (let exit; (exit = this.#list.pop()) !== undefined;) {
      try {
        if (exit(error) === true) error = undefined;
      } catch (thrown) {
        error = putBehind(orError(thrown), error);
      }
    }
    return outcome(received, error);
  }

  async unwindAsync(received: unknown): Promise<boolean> {
    let error = received;
    for (let exit; (exit = this.#list.pop()) !== undefined;) {
      try {
        if (await exit(error) === true) error = undefined;
      } catch (thrown) {
        error = putBehind(orError(thrown), error);
      }
    }
    return outcome(received, error);
  }

  #pushManager(manager: Pick<AsyncContextManager, "exit">): void {
    this.#list.push((error) => manager.exit(error));
  }
}

function hasExit(value: unknown): value is Pick<AsyncContextManager, "exit"> {
  return typeof value === "object" && value !== null &&
    typeof (value as { exit?: unknown }).exit === "function";
}

function outcome(received: unknown, error: unknown): boolean {
  if (error === undefined) return received !== undefined;
  if (error === received) return false;
  settle(error, received);
  throw error;
}
