import { CancelScope } from "../../loop/cancel_scope.ts";
import { checkFunction, describe } from "../../loop/check.ts";
import { isCancelled } from "../../loop/errors.ts";
import { TaskGroup } from "../task_group.ts";
import {
  type AsyncContextManager,
  type ContextManager,
  isContextManager,
} from "./protocol.ts";

/** Makes a manager of whatever `withSync()` and `ExitStack` take. */
export function syncManagerOf(value: unknown): ContextManager {
  if (
    isContextManager(value) && has(value, Symbol.asyncDispose) &&
    !has(value, Symbol.dispose) && !(value instanceof CancelScope)
  ) {
    throw new TypeError(
      `A context manager that waits needs withAsync() or enterAsyncContext(): ${
        describe(value)
      }`,
    );
  }
  return managerOf(value);
}

function managerOf(value: unknown): ContextManager {
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
  if (value instanceof TaskGroup) return new GroupManager(value);
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

  async exit(_error?: unknown): Promise<void> {
    await this.#dispose!.call(this.#resource);
  }
}

/** A group whose body throws ends its tasks, which its block form does not know of. */
class GroupManager extends AsyncDisposableManager {
  readonly #group: TaskGroup;

  constructor(group: TaskGroup) {
    super(group);
    this.#group = group;
  }

  override exit(error?: unknown): Promise<void> {
    if (error !== undefined) this.#group.cancel();
    return super.exit();
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
