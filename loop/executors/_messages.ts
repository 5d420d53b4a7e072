import type { ErrorData } from "./_error_codec.ts";

// What goes to and fro between a pool and a host, the thread or process that runs its jobs. A host runs one job at a
// time, so the messages need not say which job is meant. Cloning is most of what a small job costs: so messages are flat
// arrays, and those that most jobs need, a call of a known function and its result, are as small as can be.

/** Its number, with its source text, or with a module's URL and the name of the export. */
export type FunctionDefinition =
  | readonly [id: number, source: string]
  | readonly [id: number, url: string, name: string];

/** What few jobs bring along. */
export interface JobExtras {
  /** The context variables, by name. */
  readonly values?: readonly (readonly [string, unknown])[];
  /** Which arguments stand for functions of the loop's thread: place and number. */
  readonly callbacks?: readonly (readonly [number, number])[];
}

/** A job: the number of a function that the host knows, and the arguments. */
export type Call = readonly [id: number, ...args: unknown[]];

/** What a host is told; what is no array is a call of the same function as before, with that one argument. */
export type ToHost =
  | Call
  | readonly [
    "setup",
    flag: Int32Array | null,
    initializer: FunctionDefinition | null,
    initargs: readonly unknown[],
  ]
  | readonly [
    "job",
    definition: FunctionDefinition | readonly [id: number],
    args: readonly unknown[],
    extras?: JobExtras,
  ]
  | readonly ["cancel", message: string | undefined]
  | readonly ["reply", call: number, error: ErrorData | null, value: unknown]
  /** So many more values of the job's stream may be made. */
  | readonly ["pull", count: number]
  /** The job's stream is to end. */
  | readonly ["close"];

/** What a pool is told; what is no array is the result of the job. */
export type ToPool =
  /** The result of the job, where that is an object or undefined. */
  | readonly ["result", value: unknown]
  /** The job has failed, or its stream. */
  | readonly ["failure", error: ErrorData]
  /** The job has returned a generator. */
  | readonly ["stream"]
  | readonly ["item", value: unknown]
  | readonly ["end", value: unknown]
  /** The job calls a function of the loop's thread. */
  | readonly [
    "call",
    call: number,
    callback: number,
    args: readonly unknown[],
  ]
  /** The host goes down. */
  | readonly ["death", how: string, error: ErrorData | null]
  /** The initializer has failed. */
  | readonly ["broken", error: ErrorData];

/** A host's end of the line. */
export interface HostPort {
  /** Throws if the message cannot be cloned. */
  post(message: unknown, transfer: readonly Transferable[]): void;
}
