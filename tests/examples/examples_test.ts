/**
 * Runs every example under virtual time and compares what it prints with what
 * CPython printed for its twin (`python/<name>.py`, recorded by `python/record.py`).
 */

import { assertEquals } from "@std/assert";
import { runVirtual } from "../../tasks/testing/mod.ts";
import { test } from "../_support/mod.ts";

const examples = new URL("../../examples/", import.meta.url);
const names = [...Deno.readDirSync(examples)]
  .filter((entry) => entry.name.endsWith(".ts"))
  .map((entry) => entry.name.slice(0, -3))
  .sort();

async function printedBy(main: () => Promise<void>): Promise<string> {
  const log = console.log;
  let printed = "";
  console.log = (line: string) => void (printed += `${line}\n`);
  try {
    await runVirtual(main);
  } finally {
    console.log = log;
  }
  return printed;
}

for (const name of names) {
  test(`examples/${name}.ts prints what CPython prints`, async () => {
    const { main } = await import(new URL(`${name}.ts`, examples).href);
    const record = new URL(`python/${name}.out`, import.meta.url);
    assertEquals(await printedBy(main), await Deno.readTextFile(record));
  });
}

test("examples/manual_loop.ts runs as a program of its own", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", new URL("manual_loop.ts", examples).pathname],
  }).output();
  const decoder = new TextDecoder();
  const record = new URL("python/manual_loop.out", import.meta.url);
  assertEquals(decoder.decode(stderr), "");
  assertEquals(decoder.decode(stdout), await Deno.readTextFile(record));
  assertEquals(code, 0);
});

test("examples/README.md has a line for each example", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", examples));
  const listed = [...readme.matchAll(/^- \[(\w+)\.ts\]\(\1\.ts\): /gm)]
    .map((match) => match[1]);
  assertEquals(listed.sort(), names);
});
