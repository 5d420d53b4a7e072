/**
 * CPython as a further reference: one process per group, which takes a sample when asked to.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

const OLDEST = [3, 12];

/** A usable CPython, or why there is none. */
export type Python = { command: string; version: string } | { missing: string };

/**
 * Looks for CPython 3.12 or newer: `PYTHON` from the environment, else `python3`.
 *
 * @returns The command and its version, or what is missing.
 */
export async function findPython(): Promise<Python> {
  const command = Deno.env.get("PYTHON") ?? "python3";
  let output: Deno.CommandOutput;
  try {
    const script = "import platform; print(platform.python_version())";
    output = await new Deno.Command(command, { args: ["-c", script] }).output();
  } catch (error) {
    return { missing: `${command} cannot be run (${(error as Error).name})` };
  }
  const version = new TextDecoder().decode(output.stdout).trim();
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major > OLDEST[0]! || major === OLDEST[0] && minor >= OLDEST[1]!;
  if (output.success && fits) return { command, version };
  return { missing: `${command} is ${version || "not a working Python"}` };
}

/** Returns the command of a Python that has uvloop, or `null`. */
export async function findUvloop(): Promise<string | null> {
  for (const command of ["python3", "/usr/bin/python3"]) {
    try {
      const args = ["-c", "import uvloop"];
      const { success } = await new Deno.Command(command, { args }).output();
      if (success) return command;
    } catch {
      // There is no such Python.
    }
  }
  return null;
}

/** A running `python/bench_<group>.py`: give it the name of a case, it answers with a figure. */
export class PythonProcess {
  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #stdout: ReadableStreamDefaultReader<string>;

  /**
   * Starts the process.
   *
   * @param command The interpreter.
   * @param group The group whose script it runs.
   */
  constructor(command: string, group: string) {
    const script = new URL(`python/bench_${group}.py`, import.meta.url);
    this.#child = new Deno.Command(command, {
      args: ["-B", fileURLToPath(script)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = this.#child.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  /**
   * Takes one sample.
   *
   * @param name The name of the case.
   * @returns Its figure.
   * @throws {Error} If the script ended or answered with anything but a number.
   */
  async measure(name: string): Promise<number> {
    await this.#stdin.write(new TextEncoder().encode(`${name}\n`));
    let answer = "";
    while (!answer.endsWith("\n")) {
      const { value, done } = await this.#stdout.read();
      if (done) break;
      answer += value;
    }
    const figure = Number.parseFloat(answer);
    if (Number.isNaN(figure)) {
      throw new Error(`CPython gave no figure for "${name}": "${answer}"`);
    }
    return figure;
  }

  /** Ends the process and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close();
    await this.#stdout.cancel();
    await this.#child.status;
  }
}
