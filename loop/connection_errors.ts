import { constants } from "node:os";
import { OSError } from "./os_error.ts";
import { toSslError } from "./ssl_errors.ts";

/**
 * Raised when a connection fails: the class above the errors that say how. CPython's `ConnectionError`.
 *
 * The platform's own error is the `cause`.
 */
export class ConnectionError extends OSError {
  static {
    this.prototype.name = "ConnectionError";
  }
}

/** Raised when the other side refuses the connection: nobody listens there. CPython's `ConnectionRefusedError`. */
export class ConnectionRefusedError extends ConnectionError {
  static {
    this.prototype.name = "ConnectionRefusedError";
  }
}

/**
 * Raised when the other side has thrown the connection away, or the connection is gone for another reason. CPython's
 * `ConnectionResetError`.
 */
export class ConnectionResetError extends ConnectionError {
  static {
    this.prototype.name = "ConnectionResetError";
  }
}

/** Raised when this side's network has given the connection up. CPython's `ConnectionAbortedError`. */
export class ConnectionAbortedError extends ConnectionError {
  static {
    this.prototype.name = "ConnectionAbortedError";
  }
}

/** Raised when nobody reads any more what is written. CPython's `BrokenPipeError`. */
export class BrokenPipeError extends ConnectionError {
  static {
    this.prototype.name = "BrokenPipeError";
  }
}

type ConnectionErrorClass = new (
  errno: number,
  strerror: string,
  options: ErrorOptions,
) => ConnectionError;

/** The errors of the system that are about a connection, by its names. */
const CLASSES: ReadonlyMap<string, ConnectionErrorClass> = new Map([
  ["ECONNREFUSED", ConnectionRefusedError],
  ["ECONNRESET", ConnectionResetError],
  ["ENOTCONN", ConnectionResetError],
  ["ECONNABORTED", ConnectionAbortedError],
  ["EPIPE", BrokenPipeError],
]);

/** The system's names of Deno's errors, which do not carry them. */
const CODES: ReadonlyMap<string, string> = new Map([
  ["ConnectionRefused", "ECONNREFUSED"],
  ["ConnectionReset", "ECONNRESET"],
  ["NotConnected", "ENOTCONN"],
  ["ConnectionAborted", "ECONNABORTED"],
  ["BrokenPipe", "EPIPE"],
]);

const NUMBERS: Readonly<Record<string, number | undefined>> = constants.errno;

/** Returns the {@linkcode ConnectionError} or `SslError` for an error of the platform; any other error as it is. */
export function toConnectionError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof OSError) return error;
  const code = CODES.get(error.name) ?? (error as { code?: unknown }).code;
  const found = typeof code === "string" ? CLASSES.get(code) : undefined;
  if (typeof code !== "string" || found === undefined) return toSslError(error);
  const words = error.message.replace(/ \(os error \d+\)/, "");
  return new found(NUMBERS[code] ?? 0, words, { cause: error });
}

/** Whether it is an error of the system, as a connection may have at any time: CPython's `OSError`. */
export function isSystemError(error: unknown): boolean {
  return error instanceof OSError ||
    error instanceof Error && ("code" in error || error.name in Deno.errors);
}
