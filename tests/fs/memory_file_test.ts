import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  BinaryFile,
  MemoryFile,
  MemoryTextFile,
  TextFile,
} from "../../fs/mod.ts";
import { test } from "../_support/mod.ts";
import { bytes, text, wrong } from "./_files.ts";

test("MemoryFile is a BinaryFile over a copy of what it is given", async () => {
  const content = bytes("0123456789");
  const file = new MemoryFile(content);
  content.fill(0);
  assertInstanceOf(file, BinaryFile);
  assertEquals(text(await file.read(3)), "012");
  await file.write(bytes("abc"));
  assertEquals(text(file.getvalue()), "012abc6789");
  assertEquals(text(await file.read()), "6789");
  await file.seek(12);
  await file.write(bytes("x"));
  assertEquals(file.getvalue(), bytes("012abc6789\0\0x"));
  assertEquals(await file.truncate(2), 2);
  assertEquals(text(file.getvalue()), "01");
  assertEquals(await file.truncate(4), 4);
  assertEquals(text(file.getvalue()), "01\0\0");
  assertEquals(text(await file.pread(2, 0)), "01");
  await file.lock();
  await file.sync();
  await file.close();
  assertEquals(text(file.getvalue()), "01\0\0");
  await assertRejects(() => file.read(), RangeError, "closed file");
  assertThrows(() => new MemoryFile(wrong("x")), TypeError);
});

test("MemoryTextFile is a TextFile", async () => {
  const file = new MemoryTextFile("one\r\ntwo\nthree");
  assertInstanceOf(file, TextFile);
  const lines: string[] = [];
  for await (const line of file) lines.push(line);
  assertEquals(lines, ["one\r\n", "two\n", "three"]);
  await file.write("\nfour é\n");
  assertEquals(file.getvalue(), "one\r\ntwo\nthree\nfour é\n");
  await file.seek(0);
  await file.write("ONE");
  assertEquals(await file.readline(), "\r\n");
  await file.close();
  assertEquals(file.getvalue(), "ONE\r\ntwo\nthree\nfour é\n");
  assertThrows(() => new MemoryTextFile(wrong(1)), TypeError);
});

test("MemoryFile works outside of a loop and in many tasks", async () => {
  const file = new MemoryFile();
  await asyncio.run(() =>
    asyncio.gather(
      Array.from({ length: 50 }, (_, i) => () => file.write(Uint8Array.of(i))),
    )
  );
  await file.seek(0);
  assertEquals(
    await file.read(),
    Uint8Array.from({ length: 50 }, (_, i) => i),
  );
});
