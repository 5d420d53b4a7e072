import { constants } from "node:os";
import { OSError } from "./os_error.ts";

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

/** Returns the {@linkcode ConnectionError} for an error of the platform; any other error as it is. */
export function toConnectionError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ConnectionError) {
    return error;
  }
  const code = CODES.get(error.name) ?? (error as { code?: unknown }).code;
  if (typeof code !== "string") return error;
  const found = CLASSES.get(code);
  if (found === undefined) return error;
  const words = error.message.replace(/ \(os error \d+\)/, "");
  return new found(NUMBERS[code] ?? 0, words, { cause: error });
}
