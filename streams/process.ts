import type {
  ChildProcess,
  ProcessExit,
} from "../loop/network/child_process.ts";
import {
  BrokenPipeError,
  ConnectionResetError,
} from "../loop/connection_errors.ts";
import { checkBytes, checkObject } from "../loop/check.ts";
import { type Duration, toSpan } from "../loop/duration.ts";
import { RuntimeError } from "../loop/errors.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { INSPECT } from "../loop/inspect.ts";
import { ProcessLookupError } from "../loop/network/process_lookup_error.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import type { PIPE, SpawnOptions } from "../loop/network/stdio.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { readerOf } from "./_process_output.ts";
import type { StreamReader } from "./reader.ts";
import { StreamWriter } from "./writer.ts";

/** How a {@linkcode Process} is made. */
export interface ProcessOptions extends SpawnOptions {
  /** How long a line of its output may be, in bytes. @default {65536} */
  readonly limit?: number | undefined;
}

/** What a process has where it was given `S`: a `T`, if that is a {@linkcode PIPE}, or else `null`. */
export type Piped<S, T> = S extends typeof PIPE ? T : null;

/** How {@linkcode Process.aclose} goes on. */
export interface AcloseOptions {
  /** How long the process may take to end by itself, in seconds; then it is killed. @default {5} */
  readonly grace?: Duration | undefined;
}

const GRACE = 5;

/**
 * A process that was started by `createSubprocessExec()` or `createSubprocessShell()`.
 *
 * - **Pipes** are there where {@linkcode PIPE} was asked for, and the types know it. Read while it writes, or use
 *   {@linkcode communicate}: a process whose pipe is full stands still.
 * - **Many may wait** for its end; cancelling one of them does not touch it.
 * - **`await using`** ends it at the end of the block: see {@linkcode aclose}. One that is dropped while it runs goes on
 *   and is reported to the loop's exception handler. (CPython kills it.)
 * - Like any child of the platform, it keeps the program from ending before it has ended.
 *
 * @example Line by line
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { createSubprocessExec, PIPE } from "@asyncio/asyncio/subprocess";
 *
 * await asyncio.run(async () => {
 *   await using cat = await createSubprocessExec("cat", [], { stdin: PIPE, stdout: PIPE });
 *   cat.stdin.write(new TextEncoder().encode("hello\n"));
 *   assertEquals(new TextDecoder().decode(await cat.stdout.readline()), "hello\n");
 *   cat.stdin.close();
 *   assertEquals(await cat.wait(), 0);
 * });
 * ```
 *
 * @typeParam O The options that it was started with, which say what pipes it has.
 */
export class Process<const O extends ProcessOptions = ProcessOptions>
  implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #loop: EventLoop;
  /** Writes to its standard input. */
  readonly stdin: Piped<O["stdin"], StreamWriter>;
  /** Reads its standard output. */
  readonly stdout: Piped<O["stdout"], StreamReader>;
  /** Reads its error output. */
  readonly stderr: Piped<O["stderr"], StreamReader>;

  /** Only the library makes one. */
  constructor(child: ChildProcess, name: string, limit: number | undefined) {
    const loop = this.#loop = getEventLoop();
    this.#child = child;
    const { stdin, stdout, stderr } = child;
    const read = (stream: ReadableStream<Uint8Array> | null) =>
      stream && readerOf(stream, limit, loop);
    this.stdin = (stdin && StreamWriter.from(stdin)) as typeof this.stdin;
    this.stdout = read(stdout) as typeof this.stdout;
    this.stderr = read(stderr) as typeof this.stderr;
    dropped.register(this, { pid: child.pid, name, exit: child.exit, loop });
  }

  /** Its number. */
  get pid(): number {
    return this.#child.pid;
  }

  /** How it has ended: its exit code, or -N if the signal N has ended it; `null` if it still runs. */
  get returncode(): number | null {
    return this.#child.exit.code;
  }

  /**
   * Waits until it has ended. What it has written can still be read then.
   *
   * **Cancellation.** A cancelled caller stops waiting; the process does not notice.
   *
   * @returns The exit code, or -N if the signal N has ended it.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  wait(options?: WaitOptions): Promise<number> {
    return this.#child.exit.wait(options);
  }

  /**
   * Sends `input`, closes its standard input, reads all that it writes, and waits until it has ended.
   *
   * A process that does not read its input is no error.
   *
   * **Cancellation.** A cancelled caller leaves the process alone; what has been read so far goes to who reads next.
   *
   * @param input What to send. @default {nothing}
   * @returns What it has written to `stdout` and to `stderr`: `null` for one that is no {@linkcode PIPE}.
   * @throws {TypeError} If the input is no bytes.
   * @throws {RuntimeError} If there is input and `stdin` is no {@linkcode PIPE} (CPython drops it), or another task reads.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async communicate(
    input?: Uint8Array | null,
    options?: WaitOptions,
  ): Promise<
    [
      stdout: Piped<O["stdout"], Uint8Array>,
      stderr: Piped<O["stderr"], Uint8Array>,
    ]
  > {
    if (input !== null && input !== undefined) {
      checkBytes(input, "'input'");
      if (this.stdin === null) {
        throw new RuntimeError(
          `Cannot send input to a process without stdin: PIPE: ${this}`,
        );
      }
    }
    const stdout: StreamReader | null = this.stdout;
    const stderr: StreamReader | null = this.stderr;
    const [written, errors] = await Promise.all([
      stdout?.read(-1, options) ?? null,
      stderr?.read(-1, options) ?? null,
      this.#feed(input ?? null, options),
    ]);
    await this.wait(options);
    return [
      written as Piped<O["stdout"], Uint8Array>,
      errors as Piped<O["stderr"], Uint8Array>,
    ];
  }

  async #feed(
    input: Uint8Array | null,
    options: WaitOptions | undefined,
  ): Promise<void> {
    const stdin: StreamWriter | null = this.stdin;
    if (stdin === null) return;
    try {
      if (input !== null) stdin.write(input);
      await stdin.drain(options);
    } catch (error) {
      if (!isBrokenPipe(error)) throw error;
    }
    stdin.close();
  }

  /**
   * Sends it a signal.
   *
   * @throws {TypeError} If there is no such signal.
   * @throws {ProcessLookupError} If it has ended.
   */
  sendSignal(signal: Deno.Signal): void {
    this.#child.sendSignal(signal);
  }

  /**
   * Asks it to end: `SIGTERM`. On Windows, as {@linkcode kill}.
   *
   * @throws {ProcessLookupError} If it has ended.
   */
  terminate(): void {
    this.sendSignal("SIGTERM");
  }

  /**
   * Ends it: `SIGKILL`.
   *
   * @throws {ProcessLookupError} If it has ended.
   */
  kill(): void {
    this.sendSignal("SIGKILL");
  }

  /**
   * Closes its pipes and ends it, if it still runs: asks it to end, kills it after a time of grace, and waits until it has
   * ended. Not in asyncio.
   *
   * **Cancellation.** It is held back until the process has ended.
   *
   * @throws {TypeError} If the grace is no length of time.
   * @throws {RangeError} If it is negative.
   */
  async aclose(options: AcloseOptions = {}): Promise<void> {
    checkObject(options, "The options of aclose()");
    const { grace = GRACE } = options;
    const seconds = toSpan(grace, "'grace'");
    const stdin: StreamWriter | null = this.stdin;
    const stdout: StreamReader | null = this.stdout;
    const stderr: StreamReader | null = this.stderr;
    stdin?.transport.abort();
    // Closed pipes cannot be full, so it cannot hang in a write.
    stdout?.close();
    stderr?.close();
    if (this.returncode !== null) return;
    const killing = this.#loop.callLater(seconds, () => this.#tell("SIGKILL"));
    try {
      this.#tell("SIGTERM");
      // A promise of the platform: no cancel reaches this wait.
      await this.#child.exit.reached;
    } finally {
      killing.cancel();
    }
  }

  #tell(signal: Deno.Signal): void {
    try {
      this.sendSignal(signal);
    } catch (error) {
      if (!(error instanceof ProcessLookupError)) throw error;
    }
  }

  /**
   * Ends it at the end of an `await using` block, as {@linkcode aclose} does.
   *
   * **Cancellation.** It is held back until the process has ended.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }

  /** Such as `<Process 1234 returncode=0>`. */
  toString(): string {
    const { returncode } = this;
    const ended = returncode === null ? "" : ` returncode=${returncode}`;
    return `<${this.constructor.name} ${this.pid}${ended}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

/** What has to be known of a process when it is gone. */
interface Remains {
  readonly pid: number;
  readonly name: string;
  readonly exit: ProcessExit;
  readonly loop: EventLoop;
}

const dropped = new FinalizationRegistry<Remains>(
  ({ pid, name, exit, loop }) => {
    if (exit.code !== null || exit.isAwaited) return;
    loop.callExceptionHandler({
      message: `Process was dropped while it runs: ${name} (${pid})`,
    });
  },
);

function isBrokenPipe(error: unknown): boolean {
  return error instanceof BrokenPipeError ||
    error instanceof ConnectionResetError;
}
