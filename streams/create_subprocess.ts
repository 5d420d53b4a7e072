import { spawnProgram, spawnShell } from "../loop/network/spawn.ts";
import { checkStreamOptions } from "./_check.ts";
import { Process, type ProcessOptions } from "./process.ts";

/**
 * Starts a program, without a shell: nothing in the arguments has a special meaning. CPython's
 * `create_subprocess_exec()`, with the arguments as an array.
 *
 * What the platform does not know is left out: streams that lead to open files, other descriptors (`pass_fds`), and
 * code that runs in the child (`preexec_fn`).
 *
 * **Cancellation.** It does not wait, so it cannot be cancelled: whoever calls it gets the process.
 *
 * @param program Its path, or its name in `PATH`.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If the limit is not a positive integer.
 * @throws {Deno.errors.NotFound} If there is no such program, or no such directory.
 * @throws {Deno.errors.NotCapable} If the program may not run others.
 *
 * @example The output of a program
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { createSubprocessExec, PIPE } from "@asyncio/asyncio/subprocess";
 *
 * await asyncio.run(async () => {
 *   const process = await createSubprocessExec("echo", ["a  b"], { stdout: PIPE });
 *   const [stdout] = await process.communicate();
 *   assertEquals(new TextDecoder().decode(stdout), "a  b\n");
 *   assertEquals(process.returncode, 0);
 * });
 * ```
 */
// deno-lint-ignore require-await -- what goes wrong has to be a rejection
export async function createSubprocessExec<const O extends ProcessOptions>(
  program: string | URL,
  args: readonly string[] = [],
  options: O = {} as O,
): Promise<Process<O>> {
  checkStreamOptions(options, "createSubprocessExec()");
  return new Process<O>(
    spawnProgram(program, args, options),
    `${program}`,
    options.limit,
  );
}

/**
 * Starts a command line of the shell: `/bin/sh`, on Windows `cmd.exe`. CPython's `create_subprocess_shell()`.
 *
 * Quote what comes from elsewhere, or better use {@linkcode createSubprocessExec}: the shell runs whatever is in there.
 * A signal goes to the shell, which may not pass it on: `exec` in front of the last command replaces it.
 *
 * **Cancellation.** It does not wait, so it cannot be cancelled: whoever calls it gets the process.
 *
 * @throws {TypeError} If the command is not a string, or an option is of the wrong kind.
 * @throws {RangeError} If the limit is not a positive integer.
 * @throws {Deno.errors.NotFound} If there is no such directory.
 * @throws {Deno.errors.NotCapable} If the program may not run others.
 *
 * @example Output and errors, in order
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { createSubprocessShell, PIPE, STDOUT } from "@asyncio/asyncio/subprocess";
 *
 * await asyncio.run(async () => {
 *   const command = "echo one; echo two >&2; echo three; exit 3";
 *   const process = await createSubprocessShell(command, { stdout: PIPE, stderr: STDOUT });
 *   const [stdout] = await process.communicate();
 *   assertEquals(new TextDecoder().decode(stdout), "one\ntwo\nthree\n");
 *   assertEquals(process.returncode, 3);
 * });
 * ```
 */
// deno-lint-ignore require-await -- what goes wrong has to be a rejection
export async function createSubprocessShell<const O extends ProcessOptions>(
  command: string,
  options: O = {} as O,
): Promise<Process<O>> {
  checkStreamOptions(options, "createSubprocessShell()");
  return new Process<O>(spawnShell(command, options), command, options.limit);
}
