import { fileURLToPath } from "node:url";
import {
  checkCount,
  checkObject,
  checkString,
  checkSwitches,
  describe,
} from "../check.ts";
import { ChildProcess } from "./child_process.ts";
import { DEVNULL, PIPE, type SpawnOptions, STDOUT } from "./stdio.ts";

const SHELL = "/bin/sh";

/**
 * Starts a program.
 *
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {Deno.errors.NotFound} If there is no such program, or no such directory.
 */
export function spawnProgram(
  program: string | URL,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  if (typeof program !== "string" && !(program instanceof URL)) {
    throw new TypeError(
      `A program must be a string or a URL: ${describe(program)}`,
    );
  }
  if (typeof program === "string") checkText(program, "A program");
  if (!Array.isArray(args)) {
    throw new TypeError(
      `The arguments of a program must be an array: ${describe(args)}`,
    );
  }
  for (const arg of args) checkText(arg, "An argument of a program");
  if (options.stderr !== STDOUT) return spawn(program, args, options);
  if (Deno.build.os === "windows") {
    throw new Deno.errors.NotSupported(
      "stderr: STDOUT is not supported here, except by createSubprocessShell()",
    );
  }
  const name = typeof program === "string" ? program : fileURLToPath(program);
  return spawn(
    SHELL,
    ["-c", 'exec "$0" "$@" 2>&1', name, ...args],
    options,
  );
}

/**
 * Starts a command line of the shell.
 *
 * @throws {TypeError} If it is not a string, or an option is of the wrong kind.
 * @throws {Deno.errors.NotFound} If there is no such directory.
 */
export function spawnShell(
  command: string,
  options: SpawnOptions,
): ChildProcess {
  checkText(command, "A command");
  const merges = options.stderr === STDOUT;
  if (Deno.build.os === "windows") {
    const line = merges ? `(${command}) 2>&1` : command;
    return spawn("cmd.exe", ["/d", "/s", "/c", `"${line}"`], options, true);
  }
  const line = merges ? `exec 2>&1\n${command}` : command;
  return spawn(SHELL, ["-c", line], options);
}

function spawn(
  program: string | URL,
  args: readonly string[],
  options: SpawnOptions,
  windowsRawArguments = false,
): ChildProcess {
  const { cwd, env, uid, gid, clearEnv = false, startNewSession = false } =
    options;
  const { stderr } = options;
  checkSwitches(options, "clearEnv", "startNewSession");
  if (cwd !== undefined && !(cwd instanceof URL)) checkText(cwd, "'cwd'");
  if (env !== undefined) checkEnv(env);
  if (uid !== undefined) checkCount(uid, "'uid'", 0);
  if (gid !== undefined) checkCount(gid, "'gid'", 0);
  const command: Deno.CommandOptions = {
    args: args as string[],
    stdin: checkStdio(options.stdin, "stdin"),
    stdout: checkStdio(options.stdout, "stdout"),
    stderr: stderr === STDOUT ? "inherit" : checkStdio(stderr, "stderr"),
    clearEnv,
    detached: startNewSession,
    windowsRawArguments,
  };
  if (cwd !== undefined) command.cwd = cwd;
  if (env !== undefined) command.env = env;
  if (uid !== undefined) command.uid = uid;
  if (gid !== undefined) command.gid = gid;
  return new ChildProcess(new Deno.Command(program, command).spawn(), command);
}

/** For what the system takes as text that ends with NUL. */
function checkText(value: unknown, what: string): void {
  checkString(value, what);
  if ((value as string).includes("\0")) {
    throw new RangeError(
      `${what} must be without NUL characters: ${describe(value)}`,
    );
  }
}

function checkEnv(env: Readonly<Record<string, string>>): void {
  checkObject(env, "'env'");
  for (const [name, value] of Object.entries(env)) {
    checkText(value, `The variable ${describe(name)} of 'env'`);
    if (name === "" || /[=\0]/.test(name)) {
      throw new RangeError(
        `A name in 'env' must be some text without "=" and NUL: ${
          describe(name)
        }`,
      );
    }
  }
}

function checkStdio(
  value: unknown,
  name: string,
): typeof PIPE | typeof DEVNULL | "inherit" {
  if (value === undefined || value === null) return "inherit";
  if (value === PIPE || value === DEVNULL || value === "inherit") return value;
  throw new TypeError(
    `'${name}' must be PIPE, DEVNULL, "inherit" or null: ${describe(value)}`,
  );
}
