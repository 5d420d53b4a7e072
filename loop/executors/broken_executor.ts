import { RuntimeError } from "../errors.ts";

/**
 * Raised for a job whose thread or process has died under it, and by an executor whose initializer has failed. What
 * nobody caught there is the `cause`.
 */
export class BrokenExecutor extends RuntimeError {
  static {
    this.prototype.name = "BrokenExecutor";
  }

  /** Makes a broken-executor error. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}
