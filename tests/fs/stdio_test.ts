import { assertEquals } from "@std/assert";
import { test } from "../_support/mod.ts";
import { text } from "./_files.ts";

const MODULES = {
  asyncio: new URL("../../mod.ts", import.meta.url),
  fs: new URL("../../fs/mod.ts", import.meta.url),
};

/** Runs a program in a process of its own, and returns what it prints. */
async function runProgram(body: string, input: string | null): Promise<string> {
  const program = `
    import * as asyncio from "${MODULES.asyncio}";
    import { stdin, stdinBytes, stdout, stdoutBytes, stderr } from "${MODULES.fs}";
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

test(
  "stdin gives lines, and stdout and stderr take text and bytes",
  async () => {
    const printed = await runProgram(
      `
    const first = await stdin.readline();
    const rest = [];
    for await (const line of stdin) rest.push(line);
    await stdout.write(JSON.stringify([first, rest]));
    await stdoutBytes.write(new TextEncoder().encode("!\\n"));
    await stderr.write("\\udc80\\n");
    await stdout.write([stdin.name, stdin.mode, stdin.fileno(), stdout.fileno(), stderr.fileno(), stdin.isatty(), stdin.seekable()].join(" "));
    `,
      "one\r\ntwo\nthree",
    );
    assertEquals(
      printed,
      '["one\\n",["two\\n","three"]]!\n<stdin> r 0 1 2 false false\\udc80\n',
    );
  },
  { timeout: 60_000 },
);

test("stdin can be left while it waits, and closed", async () => {
  const printed = await runProgram(
    `
    const line = await asyncio.moveOnAfter(0.05, () => stdin.readline());
    console.log(line, stdin.closed);
    await stdin.close();
    console.log(stdin.closed);
    `,
    null,
  );
  assertEquals(printed, "undefined false\ntrue\n");
}, { timeout: 60_000 });

test("stdout.write() keeps the order of the calls", async () => {
  const printed = await runProgram(
    `
    await asyncio.gather(Array.from({ length: 100 }, (_, i) => () => stdout.write(i + "\\n")));
    `,
    "",
  );
  assertEquals(printed.trim().split("\n").map(Number), [...Array(100).keys()]);
}, { timeout: 60_000 });
