/**
 * Programs in a process of their own.
 *
 * @module
 */

import { text } from "./_files.ts";

const MODULES = {
  asyncio: new URL("../../mod.ts", import.meta.url),
  fs: new URL("../../fs/mod.ts", import.meta.url),
};

/** Runs a program in a process of its own, and returns what it prints. */
export async function runProgram(
  body: string,
  input: string | null,
): Promise<string> {
  const program = `
    import * as asyncio from "${MODULES.asyncio}";
    import { open, stdin, stdinBytes, stdout, stdoutBytes, stderr } from "${MODULES.fs}";
    await asyncio.run(async () => {${body}});`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--no-check", "--ext=ts", program],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { DENO_NO_UPDATE_CHECK: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  if (input !== null) {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { stdout, stderr } = await child.output();
  if (input === null) await writer.close().catch(() => {});
  return text(stdout) + text(stderr);
}
