import { OSError } from "../os_error.ts";

/** Raised when a process that is to get a signal has ended. CPython's `ProcessLookupError`. */
export class ProcessLookupError extends OSError {
  static {
    this.prototype.name = "ProcessLookupError";
  }
}
