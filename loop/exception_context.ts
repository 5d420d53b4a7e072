import type { Future } from "./future.ts";
import type { Handle } from "./handle.ts";
import type { BaseProtocol } from "./network/protocols.ts";
import type { Task } from "./task.ts";
import type { BaseTransport } from "./network/transports.ts";

/** What an exception handler is told: CPython's context dictionary. */
export interface ExceptionContext {
  /** What went wrong, in words. */
  message: string;
  /** The error, if there is one. */
  exception?: unknown;
  /** The future that failed. */
  future?: Future<unknown>;
  /** The task that failed. */
  task?: Task<unknown>;
  /** The callback that failed. */
  handle?: Handle;
  /** The transport that failed. */
  transport?: BaseTransport;
  /** The protocol of the transport. */
  protocol?: BaseProtocol;
  /** Where the future, task or handle was made; in debug mode only. */
  sourceTraceback?: string;
  /** What an exception handler was told that has failed itself. */
  context?: ExceptionContext;
}
