import { CancelScope } from "../../loop/cancel_scope.ts";
import { checkFunction, describe } from "../../loop/check.ts";
import { isCancelled } from "../../loop/errors.ts";
import {
  type AsyncContextManager,
  type ContextManager,
  isContextManager,
} from "./protocol.ts";

/** Makes a manager of whatever `withSync()` and `ExitStack` take. */
export function managerOf(value: unknown): ContextManager {
  if (value instanceof CancelScope) return new ScopeManager(value);
  if (isContextManager(value)) return value as ContextManager;
  if (has(value, Symbol.dispose)) {
    return new DisposableManager(value as Disposable);
  }
  throw new TypeError(
    `The context manager must have enter() and exit(), or be disposable: ${
      describe(value)
    }`,
  );
}

/** Makes a manager of whatever `withAsync()` and `AsyncExitStack` take. */
export function asyncManagerOf(value: unknown): AsyncContextManager {
  return !isContextManager(value) && has(value, Symbol.asyncDispose)
    ? new AsyncDisposableManager(value as AsyncDisposable)
    : managerOf(value);
}

/** Whether there is such a method, without reading it: with some, such as timeouts, reading it begins the block. */
function has(value: unknown, key: symbol): boolean {
  return typeof value === "object" && value !== null && key in value;
}

class DisposableManager implements ContextManager<unknown, void> {
  readonly #resource: Disposable;
  #dispose: (() => unknown) | undefined;

  constructor(resource: Disposable) {
    this.#resource = resource;
  }

  enter(): unknown {
    this.#dispose = this.#resource[Symbol.dispose];
    checkFunction(this.#dispose, "[Symbol.dispose]");
    return this.#resource;
  }

  exit(): void {
    this.#dispose!.call(this.#resource);
  }
}

class AsyncDisposableManager implements AsyncContextManager<unknown, void> {
  readonly #resource: AsyncDisposable;
  #dispose: (() => unknown) | undefined;

  constructor(resource: AsyncDisposable) {
    this.#resource = resource;
  }

  enter(): unknown {
    this.#dispose = this.#resource[Symbol.asyncDispose];
    checkFunction(this.#dispose, "[Symbol.asyncDispose]");
    return this.#resource;
  }

  async exit(): Promise<void> {
    await this.#dispose!.call(this.#resource);
  }
}

/** A scope has an `enter()` and an `exit()` of its own, with other meanings. */
class ScopeManager implements ContextManager<void, boolean> {
  readonly #scope: CancelScope;

  constructor(scope: CancelScope) {
    this.#scope = scope;
  }

  enter(): void {
    this.#scope.enter();
  }

  exit(error?: unknown): boolean {
    return this.#scope.exit() && isCancelled(error);
  }
}
