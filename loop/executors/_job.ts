import { isCancelled, orError } from "../errors.ts";
import { Future } from "../future.ts";
import type { Callback } from "./from_thread.ts";
import type { FunctionDefinition } from "./_messages.ts";

/** Where a job waits. */
export interface JobOwner {
  /** Takes the job out of the line. */
  withdraw(job: Job): void;
}

/** Where a job runs. */
export interface JobRunner {
  /** Asks the job to stop. */
  cancel(message: string | undefined): void;
}

/** What a job is made of. */
export interface JobParts {
  readonly definition: FunctionDefinition;
  readonly args: unknown[];
  /** The context variables, by name. */
  readonly values: readonly (readonly [string, unknown])[] | null;
  /** The arguments that are functions to be called here, by their place. */
  readonly callbacks: ReadonlyMap<number, Callback> | null;
}

/** A call that a host is to make: what `submit()` returns. */
export class Job extends Future<unknown> {
  readonly #owner: JobOwner;
  #parts: JobParts | null;
  /** Who runs it; `null` while it waits. */
  host: JobRunner | null = null;

  constructor(owner: JobOwner, parts: JobParts) {
    super();
    this.#owner = owner;
    this.#parts = parts;
  }

  /** Gives what it is made of, once: what is sent away must not be kept alive here. */
  take(): JobParts {
    const parts = this.#parts!;
    this.#parts = null;
    return parts;
  }

  /** Ends the job with what was thrown. */
  fail(error: unknown): void {
    if (isCancelled(error)) super.cancel(error.message || undefined);
    else this.setException(orError(error));
  }

  override cancel(message?: string): boolean {
    if (!super.cancel(message)) return false;
    this.#parts = null;
    if (this.host === null) this.#owner.withdraw(this);
    else this.host.cancel(message);
    return true;
  }
}
