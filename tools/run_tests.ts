/**
 * `deno task test`: all tests and doc tests, with `@std` or without. Further
 * arguments go to `deno test`. The last line counts: `N passed, N failed`.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import { findStd } from "./std.ts";

/**
 * Tests start programs (`python3`, `deno`), write temporary files, read the
 * environment and talk to this machine over loopback. All permissions, because
 * Deno asks for no less where a test looks at `/dev/full` or `/proc/self/fd`.
 */
const FLAGS = ["--doc", "--allow-all"];

/** The last line that `deno test` prints about its run. */
const SUMMARY_REGEXP = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm;

/** How a run ended. */
export interface TestResult {
  passed: number;
  failed: number;
}

/** Runs `deno test` with its output on ours, and counts. */
export async function runTests(
  args: string[],
  env: Record<string, string> = {},
): Promise<TestResult> {
  const std = await findStd();
  console.log(std.description);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...FLAGS, ...std.flags, ...args],
    cwd: new URL("..", import.meta.url),
    env,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const [shown, read] = child.stdout.tee();
  const [output, { success }] = await Promise.all([
    new Response(read).text(),
    child.status,
    shown.pipeTo(Deno.stdout.writable, { preventClose: true }),
  ]);
  const [, passed = 0, failed = 0] =
    [...stripVTControlCharacters(output).matchAll(SUMMARY_REGEXP)].at(-1) ?? [];
  return {
    passed: Number(passed),
    // A run that broke off (a type error, say) is a failure of its own.
    failed: Number(failed) || (success ? 0 : 1),
  };
}

if (import.meta.main) {
  const { passed, failed } = await runTests(Deno.args);
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exitCode = failed > 0 ? 1 : 0;
}
