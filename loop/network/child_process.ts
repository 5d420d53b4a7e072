import { constants } from "node:os";
import { describe } from "../check.ts";
import { ProcessLookupError } from "./process_lookup_error.ts";
import { PIPE } from "./stdio.ts";
import { refusedBy, type WaitOptions } from "../wait_options.ts";
import { WaitList } from "../wait_list.ts";

/** How a process has ended, and who waits for that. It knows nothing of its process, which may be dropped. */
export class ProcessExit {
  readonly #waiting: WaitList<number> = new WaitList();
  #code: number | null = null;
  /** For those who wait in spite of a cancel. */
  readonly reached: Promise<number>;

  /** Waits for what the platform says. */
  constructor(status: Promise<Deno.CommandStatus>) {
    this.reached = status.then(({ code, signal }) => {
      // The platform says 128 + N as a shell does.
      this.#code = signal === null ? code : 128 - code;
      this.#waiting.wakeAll(this.#code);
      return this.#code;
    });
  }

  /** The code, -N if a signal N has ended the process; `null` if it still runs. */
  get code(): number | null {
    return this.#code;
  }

  /** Whether somebody waits. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits until the process has ended, and returns the code. */
  wait(options: WaitOptions | undefined): Promise<number> {
    if (this.#code === null) return this.#waiting.wait(options);
    return refusedBy(options) ?? Promise.resolve(this.#code);
  }
}

/** A process as the platform has it, with the codes and errors of asyncio. */
export class ChildProcess {
  readonly #child: Deno.ChildProcess;
  /** How it has ended. */
  readonly exit: ProcessExit;
  /** What it reads; `null` if that is no pipe. */
  readonly stdin: WritableStream<Uint8Array> | null;
  /** What it writes. */
  readonly stdout: ReadableStream<Uint8Array> | null;
  /** What it writes as errors. */
  readonly stderr: ReadableStream<Uint8Array> | null;

  /** Takes over a process that was started with `options`. */
  constructor(child: Deno.ChildProcess, options: Deno.CommandOptions) {
    this.#child = child;
    this.exit = new ProcessExit(child.status);
    this.stdin = options.stdin === PIPE ? child.stdin : null;
    this.stdout = options.stdout === PIPE ? child.stdout : null;
    this.stderr = options.stderr === PIPE ? child.stderr : null;
  }

  /** Its number. */
  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Sends it a signal.
   *
   * @throws {TypeError} If there is no such signal.
   * @throws {ProcessLookupError} If it has ended.
   */
  sendSignal(signal: Deno.Signal): void {
    if (!Object.hasOwn(constants.signals, signal)) {
      throw new TypeError(
        `A signal must be a name such as "SIGTERM": ${describe(signal)}`,
      );
    }
    if (this.exit.code !== null) throw this.#ended();
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It has ended, and the platform has not told us yet.
      if (error instanceof TypeError) throw this.#ended(error);
      throw error;
    }
  }

  #ended(cause?: Error): ProcessLookupError {
    return new ProcessLookupError(
      `Cannot send a signal, as the process has ended: ${this.pid}`,
      cause === undefined ? {} : { cause },
    );
  }
}
