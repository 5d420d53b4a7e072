import { assertEquals } from "@std/assert";
import { test } from "../_support/mod.ts";
import { runProgram } from "./_program.ts";

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
