/**
 * `deno task coverage`: runs the tests and prints line and branch coverage of
 * the library's folders, per file and in all. Arguments go to `deno test`.
 *
 * @module
 */
import { runTests } from "./run_tests.ts";

const root = new URL("..", import.meta.url);
const dir = await Deno.makeTempDir({ prefix: "coverage_" });
try {
  // By environment and not by flag: programs that tests start count too.
  const { failed } = await runTests(
    ["--coverage-raw-data-only", ...Deno.args],
    { DENO_COVERAGE_DIR: dir },
  );
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "coverage",
      `--include=^${RegExp.escape(root.href)}(loop|sync|tasks|streams|fs)/`,
      dir,
    ],
    cwd: root,
  }).spawn().status;
  Deno.exitCode = success && failed === 0 ? 0 : 1;
} finally {
  await Deno.remove(dir, { recursive: true });
}
