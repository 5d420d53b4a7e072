/**
 * `deno task ok`: the whole gate, one line per step. A step's output is shown
 * only when it fails. `--skip <step>` leaves a step out and may be repeated.
 *
 * @module
 */
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { findStd } from "./std.ts";

const STEPS: Record<string, () => string[] | Promise<string[]>> = {
  fmt: () => ["fmt", "--check"],
  lint: () => ["lint"],
  check: async () => ["check", ...(await findStd()).flags, "."],
  doc: () => ["doc", "--lint", ...Object.values(config.exports)],
  test: () => ["run", "-A", "tools/run_tests.ts"],
  publish: () => ["publish", "--dry-run", "--allow-dirty"],
};

/** Runs one step, prints its line, and says whether it passed. */
async function runStep(name: string, args: string[]): Promise<boolean> {
  const start = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout);
  const line = `${name.padEnd(8)}${success ? "ok    " : "FAILED"} ${seconds} s`;
  const counts = output.trimEnd().split("\n").at(-1);
  console.log(name === "test" ? `${line}, ${counts}` : line);
  if (!success) {
    // Of a test run only what went wrong, if it came so far.
    const [, errors = output] = output.split("\n ERRORS \n");
    console.log(`${errors.trim()}\n${decoder.decode(stderr).trim()}\n`);
  }
  return success;
}

/** The steps to leave out; ends the program when it does not know one. */
function skippedSteps(): string[] {
  const known = Object.keys(STEPS).join(", ");
  try {
    const { values: { skip } } = parseArgs({
      args: Deno.args,
      options: { skip: { type: "string", multiple: true, default: [] } },
    });
    const unknown = skip.find((name) => !Object.hasOwn(STEPS, name));
    if (unknown === undefined) return skip;
    console.error(`Cannot skip an unknown step: "${unknown}" (${known})`);
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ok [--skip <step>]…`);
  }
  Deno.exit(2);
}

const skipped = skippedSteps();
const failed: string[] = [];
for (const [name, args] of Object.entries(STEPS)) {
  if (skipped.includes(name)) continue;
  if (!await runStep(name, await args())) failed.push(name);
}
console.log(failed.length === 0 ? "ok" : `failed: ${failed.join(", ")}`);
Deno.exitCode = failed.length === 0 ? 0 : 1;
