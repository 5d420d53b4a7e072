/**
 * Where `@std` comes from: JSR, or the stand-ins of `tests/_support/offline`
 * on a machine that cannot reach it. Only tests use `@std`; the library does
 * not.
 *
 * @module
 */

/** What to tell the user, and what to pass to `deno test` and `deno check`. */
export interface Std {
  description: string;
  flags: string[];
}

/** How long JSR may take to answer, in milliseconds; where there is none, the answer comes at once. */
const PATIENCE = 10_000;

/** Has Deno fetch the assertions, which tells whether they can be had. */
export async function findStd(): Promise<Std> {
  const fetching = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", import.meta.resolve("@std/assert")],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { success } = await fetching.output();
  if (success) return { description: "Assertions: @std from JSR", flags: [] };
  const map = "tests/_support/offline/import_map.json";
  return {
    description: `Assertions: JSR cannot be reached, so by ${map}`,
    flags: ["--import-map", map],
  };
}
