/**
 * The differential runner: the same program in Python and in TypeScript, under virtual time, has
 * to print the same trace.
 *
 * A scenario is three files in `scenarios/`: `<name>.py`, its twin `<name>.ts`, and `<name>.trace`,
 * what CPython printed. `scenarios_test.ts` compares the twin with the record, and the record with
 * a live CPython (3.12 or newer, as `$PYTHON` or `python3`) where there is one.
 *
 * To add one:
 *
 * 1. Write `<name>.py`. Its docstring is one sentence, the rule it shows. It takes `run`, `log` and
 *    what else it needs from `_virtual`, and ends with `run(main)`.
 * 2. Write `<name>.ts` line by line beside it. It takes the same from `../scenario.ts` and exports, by
 *    default, a function that does what the Python file does when it is run.
 * 3. `deno run -A tests/conformance/record.ts`, and read the trace: is it what you meant?
 * 4. `deno task test tests/conformance/scenarios_test.ts --filter <name>`.
 *
 * What makes a good one:
 *
 * - 15 to 60 lines, one theme; every line of the trace says something.
 * - Virtual time or causality decides the order. Things that happen at one time in different tasks
 *   are logged only where first in, first out decides: tasks that wake from one future, callbacks.
 *   Do not count `sleep(0)` against the end of a task (README.md, *Differences from CPython*).
 * - Delays are multiples of 1/4 (1/16 if need be), and no two timers are due at one time: CPython does
 *   not keep their order. Nor has it an order for what it keeps in sets: the children a group
 *   cancels, what `run()` cancels at its end, the sets that `wait()` returns.
 * - Errors of the library are logged by class only, because the texts differ, and change. The
 *   message of a cancel is logged where it comes out first: a task shows it to one who awaits it, not to the next.
 * - Where CPython changed, the first line of the Python file is `# since 3.13`, and an older one
 *   is not asked.
 *
 * @module
 */

import { traceOf } from "./scenario.ts";

/** A CPython that is new enough. */
export interface Python {
  readonly command: string;
  readonly version: string;
}

const folder = new URL("./scenarios/", import.meta.url);

/** The names of all scenarios, sorted. */
export const SCENARIOS: readonly string[] = namesOf(".py");

/** The names of the scenarios that have a file of this kind; those with an underscore are none. */
export function namesOf(extension: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(extension) && !name.startsWith("_"))
    .map((name) => name.slice(0, -extension.length)).sort();
}

/** The file that holds what CPython printed. */
export function recordOf(name: string): URL {
  return new URL(`${name}.trace`, folder);
}

/** What the scenario prints here. */
export async function runHere(name: string): Promise<string> {
  const { default: scenario } = await import(
    new URL(`${name}.ts`, folder).href
  );
  return await traceOf(scenario);
}

/** `$PYTHON`, or else `python3`, if it is CPython 3.12 or newer. */
export async function findPython(): Promise<Python | undefined> {
  const command = Deno.env.get("PYTHON") ?? "python3";
  const probe = "import sys; print(sys.implementation.name, " +
    "'%d.%d' % sys.version_info[:2], sys.version_info >= (3, 12))";
  try {
    const [name, version, isNew] = (await outputOf(command, "-c", probe))
      .trim().split(" ");
    if (name === "cpython" && version && isNew === "True") {
      return { command, version };
    }
  } catch {
    // No such program, or no Python at all.
  }
  return undefined;
}

/** What every scenario that `python` is new enough for prints there, by name, from one process. */
export async function runInPython(
  { command }: Python,
): Promise<Record<string, string>> {
  return JSON.parse(await outputOf(command, "-B", "_all.py"));
}

async function outputOf(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: folder,
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot run ${command}: ${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}
