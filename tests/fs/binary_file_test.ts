import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { open, RawFile } from "../../fs/mod.ts";
import { bytes, fileTest, text } from "./_files.ts";

/** The modes and buffers that aiofiles' own tests go through. */
const WAYS = ["r", "r+", "a+"].flatMap((mode) =>
  [-1, 0].map((buffering) => ({ mode: `${mode}b`, buffering }))
);

for (const { mode, buffering } of WAYS) {
  const way = `${mode} buffering=${buffering}`;

  fileTest(`threadpool/test_binary: reading, ${way}`, async (folder) => {
    const path = `${folder}/file`;
    const content = "some text\nmore text\nlast";
    await Deno.writeTextFile(path, content);
    await using file = await open(path, mode as "rb", { buffering });
    const lines: string[] = [];
    await file.seek(0);
    for await (const line of file) lines.push(text(line));
    assertEquals(lines, ["some text\n", "more text\n", "last"]);
    await file.seek(0);
    assertEquals((await file.readlines()).map(text), lines);
    await file.seek(0);
    let all = "";
    for (
      let one = await file.read(1);
      one.length > 0;
      one = await file.read(1)
    ) {
      all += text(one);
    }
    assertEquals(all, content);
    await file.seek(5);
    assertEquals(text(await file.read(4)), "text");
    const into = new Uint8Array(4);
    await file.seek(0);
    assertEquals([await file.readInto(into), text(into)], [4, "some"]);
    assertEquals(await file.tell(), 4);
    assertEquals(text(await file.read()), content.slice(4));
    assertEquals((await file.read()).length, 0);
    assertEquals([file.name, file.closed], [path, false]);
  });

  if (mode === "rb") continue;
  fileTest(`threadpool/test_binary: writing, ${way}`, async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789");
    await using file = await open(path, mode as "r+b", { buffering });
    assertEquals(await file.write(bytes("abc")), 3);
    await file.flush();
    const expected = mode === "ab+" || mode === "a+b"
      ? "0123456789abc"
      : "abc3456789";
    assertEquals(await Deno.readTextFile(path), expected);
    assertEquals(await file.truncate(5), 5);
    assertEquals(await Deno.readTextFile(path), expected.slice(0, 5));
    await file.writelines([bytes("x"), bytes("yz").buffer]);
    await file.close();
    assert((await Deno.readTextFile(path)).endsWith("xyz"));
  });
}

fileTest(
  "threadpool/test_binary.test_simple_detach: the rest is read raw",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789");
    const file = await open(path, "rb");
    assertEquals(text(await file.read(2)), "01");
    const raw = await file.detach();
    assertInstanceOf(raw, RawFile);
    await assertRejects(() => file.read(), RangeError, "detached");
    await assertRejects(() => file.detach(), RangeError, "detached");
    assertEquals(text(await raw.readall()), "23456789");
    await raw.close();
  },
);

fileTest(
  "BinaryFile.peek() and read1() take what is at hand",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789");
    await using file = await open(path, "rb", { buffering: 4 });
    assertEquals(text(await file.peek(1)), "0123");
    assertEquals(text(await file.read(1)), "0");
    assertEquals(text(await file.read1(2)), "12");
    assertEquals(text(await file.read1()), "3");
    assertEquals((await file.read1(0)).length, 0);
    assertEquals(text(await file.read1()), "4567");
    assertEquals(text(await file.read(9)), "89");
    assertEquals((await file.read1()).length, 0);
    assertEquals((await file.peek()).length, 0);
  },
);

fileTest(
  "BinaryFile.pread() leaves the position, and sees what was written",
  async (folder) => {
    await using file = await open(`${folder}/file`, "w+b");
    await file.write(bytes("0123456789"));
    assertEquals(text(await file.pread(3, 2)), "234");
    assertEquals(text(await file.pread(30, 8)), "89");
    assertEquals((await file.pread(3, 80)).length, 0);
    await file.write(bytes("ab"));
    assertEquals(await file.tell(), 12);
    await file.seek(4);
    assertEquals(text(await file.read(2)), "45");
    assertEquals(text(await file.pread(2, 0)), "01");
    assertEquals(text(await file.read()), "6789ab");
  },
);

fileTest(
  "BinaryFile.readLinesBatch() gives all lines, in order",
  async (folder) => {
    const path = `${folder}/file`;
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i}\n`);
    await Deno.writeTextFile(path, lines.join(""));
    await using file = await open(path, "rb");
    const got: string[] = [];
    for (;;) {
      const batch = await file.readLinesBatch();
      if (batch.length === 0) break;
      got.push(...batch.map(text));
    }
    assertEquals(got, lines);
  },
);

fileTest(
  "Lines of bytes stay what they were when the file is read on",
  async (folder) => {
    const path = `${folder}/file`;
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`);
    await Deno.writeTextFile(path, lines.join(""));
    for (const buffering of [20, 64]) {
      await using file = await open(path, "rb", { buffering });
      const kept: Uint8Array[] = [];
      for await (const line of file) kept.push(line);
      assertEquals(kept.map(text), lines);
    }
  },
);

fileTest(
  "A line of bytes stays what it was when the file is read on",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "one\n" + "x".repeat(400_000) + "\nlast\n");
    await using file = await open(path, "rb");
    const first = await file.readline();
    const rest = await file.read();
    rest.fill(0);
    assertEquals(text(first), "one\n");
    await file.seek(0);
    first.fill(0);
    assertEquals(text(await file.readline()), "one\n");
  },
);

fileTest(
  "RawFile.read() is one call of the system, and so is write()",
  async (folder) => {
    const path = `${folder}/file`;
    await using file = await open(path, "w+b", { buffering: 0 });
    assertEquals(await file.write(bytes("0123456789")), 10);
    assertEquals((await Deno.readTextFile(path)).length, 10);
    await file.seek(0);
    assertEquals(text(await file.readline(3)), "012");
    assertEquals(text(await file.read(3)), "345");
    assertEquals(await file.tell(), 6);
    await file.write(bytes("x"));
    assertEquals(await Deno.readTextFile(path), "012345x789");
    assertEquals(text(await file.readall()), "789");
  },
);

fileTest(
  "BinaryFile.raw is the same file, from the same place",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789");
    await using file = await open(path, "rb");
    assertEquals(text(await file.read(2)), "01");
    assertEquals(text(await file.raw.read(2)), "23");
    assertEquals(text(await file.read()), "456789");
  },
);

fileTest(
  "BinaryFile.seek() finds what was written behind what was read",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789");
    await using file = await open(path, "r+b");
    assertEquals(text(await file.read(10)), "0123456789");
    await file.write(bytes("ABCDE"));
    await file.seek(7);
    assertEquals(text(await file.read()), "789ABCDE");
  },
);

fileTest(
  "BinaryFile.seek() finds its way back after readInto() of more than the buffer holds",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "0123456789".repeat(10));
    await using file = await open(path, "rb", { buffering: 10 });
    assertEquals(text(await file.read(5)), "01234");
    const into = new Uint8Array(57);
    assertEquals(await file.readInto(into), 57);
    await file.seek(58);
    assertEquals(text(await file.read(4)), "8901");
  },
);
