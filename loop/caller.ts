import { currentExecution } from "./_execution.ts";
import { firstFrame, stackFrom } from "./_stack.ts";

/** Who called something, and where: what debug mode remembers, so that an error can name who holds a lock. */
export class Caller {
  /** The name of the task that called; `null` if no task did. */
  readonly task: string | null;
  /** The stack of the program at the call. */
  readonly stack: string;

  /** Makes a caller. */
  constructor(task: string | null, stack: string) {
    this.task = task;
    this.stack = stack;
  }

  /** Such as `Task-1 at file:///app/main.ts:12:3`. */
  toString(): string {
    return `${this.task ?? "no task"}${firstFrame(this.stack)}`;
  }
}

// So that it costs a look at a variable where debug mode has never been on.
let isWanted = false;

/** Lets {@linkcode callerInDebug} look whether debug mode is on. */
export function rememberCallers(): void {
  isWanted = true;
}

/** Who calls the library, if the loop is in debug mode. */
export function callerInDebug(): Caller | null {
  if (!isWanted) return null;
  const { core, task } = currentExecution();
  return core.debug
    ? new Caller(task?.getName() ?? null, stackFrom(callerInDebug))
    : null;
}
