import {
  checkBytes,
  checkObject,
  checkSwitches,
  describe,
} from "../loop/check.ts";
import { type Duration, toSpan } from "../loop/duration.ts";
import { DEVNULL, PIPE, type SpawnOptions } from "../loop/network/stdio.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { CalledProcessError } from "./called_process_error.ts";
import type { Command, CompletedProcess } from "./completed_process.ts";
import {
  createSubprocessExec,
  createSubprocessShell,
} from "./create_subprocess.ts";

/** How {@linkcode runProcess} runs a process. */
export interface RunProcessOptions extends SpawnOptions, WaitOptions {
  /** What the process reads. @default {nothing} */
  readonly input?: Uint8Array | undefined;
  /** What it reads where there is no `input`. @default {DEVNULL} */
  readonly stdin?: SpawnOptions["stdin"];
  /** Where it writes. @default {PIPE: into the result} */
  readonly stdout?: SpawnOptions["stdout"];
  /** Where it writes its errors. @default {PIPE: into the result} */
  readonly stderr?: SpawnOptions["stderr"];
  /** Whether an exit code other than 0 is an error. @default {true} */
  readonly check?: boolean | undefined;
  /** How long a cancelled process may take to end by itself, in seconds; then it is killed. @default {5} */
  readonly grace?: Duration | undefined;
}

/**
 * Runs a process to its end, and returns what it has written: anyio's `run_process()`.
 *
 * An array runs a program, a string is a command line of the shell. Leaving it early leaves no process behind: a
 * timeout is `timeout(10, () => runProcess(["make"]))`.
 *
 * **Cancellation.** A cancelled caller ends the process: it is asked to end (`SIGTERM`), killed after the time of grace,
 * and the `CancelledError` comes out when it has ended. What it has written is lost.
 *
 * @throws {CalledProcessError} If its exit code is not 0, unless `check` is off.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value, or `input` and `stdin` are both given.
 * @throws {Deno.errors.NotFound} If there is no such program, or no such directory.
 * @throws {Deno.errors.NotCapable} If the program may not run others.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so meanwhile; the process is ended then, too.
 *
 * @example Input, output and failure
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { CalledProcessError, runProcess } from "@asyncio/asyncio/subprocess";
 *
 * await asyncio.run(async () => {
 *   const input = new TextEncoder().encode("b\na\n");
 *   const { stdout } = await runProcess(["sort"], { input });
 *   assertEquals(new TextDecoder().decode(stdout), "a\nb\n");
 *
 *   try {
 *     await runProcess("exit 2");
 *   } catch (error) {
 *     if (!(error instanceof CalledProcessError)) throw error;
 *     assertEquals(error.returncode, 2);
 *   }
 * });
 * ```
 */
export async function runProcess(
  command: Command,
  options: RunProcessOptions = {},
): Promise<CompletedProcess> {
  checkObject(options, "The options of runProcess()");
  const { input, check = true, grace = 5, signal } = options;
  // What is wrong has to be known before there is a process.
  if (input !== undefined) {
    checkBytes(input, "'input'");
    if (options.stdin !== undefined) {
      throw new RangeError("'stdin' and 'input' cannot be used together");
    }
  }
  checkSwitches(options, "check");
  toSpan(grace, "'grace'");
  await refusedBy(options);
  const piped: SpawnOptions = {
    ...options,
    stdin: input === undefined ? options.stdin ?? DEVNULL : PIPE,
    stdout: options.stdout === undefined ? PIPE : options.stdout,
    stderr: options.stderr === undefined ? PIPE : options.stderr,
  };
  const process = await start(command, piped);
  try {
    const waiting = signal === undefined ? undefined : { signal };
    const [stdout, stderr] = await process.communicate(input, waiting);
    const completed = {
      command,
      returncode: process.returncode!,
      stdout: stdout ?? NOTHING,
      stderr: stderr ?? NOTHING,
    };
    if (check && completed.returncode !== 0) {
      throw new CalledProcessError(completed);
    }
    return completed;
  } finally {
    await process.aclose({ grace });
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

function start(command: Command, options: SpawnOptions) {
  if (typeof command === "string") {
    return createSubprocessShell(command, options);
  }
  if (!Array.isArray(command)) {
    throw new TypeError(
      `A command must be a string or an array: ${describe(command)}`,
    );
  }
  const [program, ...args] = command;
  return createSubprocessExec(program, args, options);
}
