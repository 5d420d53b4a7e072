import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  BrokenPipeError,
  IsADirectoryError,
  open,
  OSError,
  PermissionError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnsupportedOperation,
} from "../../fs/mod.ts";
import { bytes, fileTest, makePipe, openFiles, text } from "./_files.ts";

fileTest(
  "BinaryFile.write() on a full disk fails, and close() closes the file after failing too",
  async () => {
    const file = await open("/dev/full", "wb");
    await file.write(bytes("x"));
    for (let i = 0; i < 2; i++) {
      const error = await assertRejects(() => file.flush(), OSError);
      assertEquals(error.message, "[Errno 28] No space left on device");
    }
    await assertRejects(() => file.write(new Uint8Array(1_000_000)), OSError);
    await assertRejects(() => file.close(), OSError, "No space left");
    assert(file.closed);
    assertEquals(await openFiles("/dev/full"), []);
    await file.close();
  },
);

fileTest(
  "TextFile keeps what a full disk refused, and fails in the end",
  async () => {
    await assertRejects(
      async () => {
        await using file = await open("/dev/full", "w");
        await file.write("x");
      },
      OSError,
      "No space left",
    );
  },
);

fileTest(
  "A size limit is an error, and the part before it is written",
  async (folder) => {
    const program = `
    import { open } from "${new URL("../../fs/mod.ts", import.meta.url)}";
    const file = await open("${folder}/file", "w");
    try {
      for (let i = 0; i < 2000; i++) await file.write("x".repeat(1000));
      await file.close();
    } catch (error) {
      console.log(String(error), file.closed);
      await file.close().catch((error) => console.log(String(error), file.closed));
    }`;
    await Deno.writeTextFile(`${folder}/program.ts`, program);
    const command =
      `trap '' XFSZ; ulimit -f 1000; exec "${Deno.execPath()}" run -A --no-lock --no-check "${folder}/program.ts"`;
    const { stdout } = await new Deno.Command("bash", {
      args: ["-c", command],
      env: { DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    assertMatch(
      text(stdout),
      /^OSError: \[Errno 27\] File too large.* false\n.*File too large.* true\n$/,
    );
    assertEquals((await Deno.stat(`${folder}/file`)).size, 1000 * 1024);
  },
  { timeout: 60_000 },
);

fileTest(
  "open() of a file that may not be read is a PermissionError",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "x", { mode: 0o000 });
    // Nothing is forbidden to root.
    if (Deno.uid() === 0) return;
    await assertRejects(() => open(path).then(), PermissionError);
  },
  { ignore: Deno.build.os === "windows" },
);

fileTest(
  "A file that is removed under way can be read to its end",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "one\ntwo\n".repeat(100_000));
    await using file = await open(path);
    assertEquals(await file.readline(), "one\n");
    await Deno.remove(path);
    await Deno.writeTextFile(path, "another file");
    assertEquals((await file.read()).length, 800_000 - 4);
  },
);

fileTest(
  "A file that is cut off under way ends there, and goes on when it grows",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "x".repeat(1_000_000));
    await using file = await open(path);
    await file.read(10);
    await Deno.truncate(path, 300_000);
    assertEquals((await file.read()).length, 300_000 - 10);
    assertEquals(await file.read(), "");
    assertEquals(await file.readline(), "");
    await Deno.writeTextFile(path, "and more\n", { append: true });
    assertEquals(await file.readline(), "and more\n");
  },
);

fileTest(
  "Writing to a pipe whose reader is gone is a BrokenPipeError",
  async (folder) => {
    const path = await makePipe(folder);
    const reader = await Deno.open(path, { read: true, write: true });
    const file = await open(path, "wb", { buffering: 0 });
    await file.write(bytes("x"));
    reader.close();
    await assertRejects(() => file.write(bytes("y")), BrokenPipeError);
    await file.close();
  },
);

fileTest("A pipe has no positions", async (folder) => {
  const path = await makePipe(folder);
  const other = await Deno.open(path, { read: true, write: true });
  await using file = await open(path);
  assertEquals([file.seekable(), file.isatty()], [false, false]);
  await assertRejects(() => file.tell(), UnsupportedOperation, "seekable");
  await assertRejects(() => file.seek(0), UnsupportedOperation, "seekable");
  await assertRejects(() => file.buffer.pread(1, 0), UnsupportedOperation);
  await assertRejects(
    () => open(path, "r+").then(),
    UnsupportedOperation,
    "Cannot read and write a file that is not seekable",
  );
  other.close();
});

fileTest(
  "Reading a folder is an IsADirectoryError at open()",
  async (folder) => {
    await assertRejects(() => open(folder, "rb").then(), IsADirectoryError);
    assertEquals(await openFiles(folder), []);
  },
);

fileTest("The wrong direction is an UnsupportedOperation", async (folder) => {
  const path = `${folder}/file`;
  await using writer = await open(path, "w");
  await using reader = await open(path, "rb");
  for (const read of [() => writer.read(), () => writer.readline()]) {
    await assertRejects(read, UnsupportedOperation, "The file is not readable");
  }
  await assertRejects(async () => {
    for await (const _ of writer);
  }, UnsupportedOperation);
  for (
    const write of [() => reader.write(bytes("x")), () => reader.truncate()]
  ) {
    await assertRejects(
      write,
      UnsupportedOperation,
      "The file is not writable",
    );
  }
  assertThrows(() => writer.fileno(), UnsupportedOperation, "descriptor");
});

fileTest("Arguments of the wrong kind are refused", async (folder) => {
  await using file = await open(`${folder}/file`, "w+");
  await using binary = await open(`${folder}/other`, "w+b");
  const wrong = (value: unknown) => value as never;
  await assertRejects(() => file.write(wrong(bytes("x"))), TypeError, "'text'");
  await assertRejects(() => file.writelines(wrong([1])), TypeError, "'text'");
  await assertRejects(() => file.writelines(wrong("x")), TypeError, "'lines'");
  await assertRejects(() => file.read(wrong("x")), TypeError, "'size'");
  await assertRejects(() => file.read(1.5), RangeError, "'size'");
  await assertRejects(() => file.seek(wrong("x")), TypeError, "'cookie'");
  await assertRejects(() => file.seek(0, wrong(3)), RangeError, "'whence'");
  await assertRejects(() => file.truncate(-1), RangeError, "'size'");
  await assertRejects(() => binary.write(wrong("x")), TypeError, "Bytes");
  await assertRejects(() => binary.seek(0, wrong(3)), RangeError, "'whence'");
  await assertRejects(() => binary.seek(-1), OSError, "Invalid argument");
  await assertRejects(() => binary.pread(-1, 0), RangeError, "'size'");
  await assertRejects(() => binary.readInto(wrong("x")), TypeError, "Bytes");
  await assertRejects(
    () => file.read(1, { signal: wrong({}) }),
    TypeError,
    "'signal'",
  );
});

fileTest(
  "Text that is not of the encoding fails, with its place",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeFile(path, new Uint8Array([97, 98, 255, 99]));
    await using file = await open(path, "r+", { encoding: "utf8" });
    const decoding = await assertRejects(() => file.read(), UnicodeDecodeError);
    assertEquals(
      decoding.message,
      "'utf-8' codec can't decode byte 0xff in position 2: invalid start byte",
    );
    const encoding = await assertRejects(
      () => file.write("ab\udc80"),
      UnicodeEncodeError,
    );
    assertEquals([encoding.start, encoding.end], [2, 3]);
    await file.close();
    assertEquals((await Deno.readFile(path)).length, 4);
  },
);

fileTest(
  "AsyncFile.lock() excludes another file, and waits for it",
  async (folder) => {
    const path = `${folder}/file`;
    await using a = await open(path, "w");
    await using b = await open(path, "r");
    await a.lock();
    assertEquals(await b.tryLock(), false);
    const waiting = asyncio.createTask(() => b.lock());
    await asyncio.sleep(0.03);
    assertEquals(waiting.done(), false);
    await a.unlock();
    await waiting;
    assertEquals(await a.tryLock(), false);
    await b.unlock();
    await a.lock({ exclusive: false });
    assertEquals(await b.tryLock({ exclusive: false }), true);
    const stuck = asyncio.createTask(() => b.lock());
    await asyncio.sleep(0.02);
    stuck.cancel();
    await assertRejects(() => stuck, asyncio.CancelledError);
    assertEquals(await b.read(), "");
  },
);
