import { assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { open } from "../../fs/mod.ts";
import { bytes, fileTest, text } from "./_files.ts";
import { Random } from "./_oracle.ts";

fileTest(
  "BinaryFile.write() keeps the order of the calls, however many tasks write",
  async (folder) => {
    const path = `${folder}/file`;
    for (const buffering of [-1, 0, 7]) {
      {
        await using file = await open(path, "wb", { buffering });
        await asyncio.gather(
          Array.from(
            { length: 300 },
            (_, i) => () => file.write(Uint8Array.of(i & 255)),
          ),
        );
      }
      assertEquals(
        await Deno.readFile(path),
        Uint8Array.from({ length: 300 }, (_, i) => i & 255),
      );
    }
  },
);

fileTest(
  "TextFile.write() loses and interleaves nothing, by many tasks and sizes",
  async (folder) => {
    const path = `${folder}/file`;
    const random = new Random(1);
    const log: string[] = [];
    {
      await using file = await open(path, "a");
      await asyncio.gather(
        Array.from({ length: 20 }, (_, task) => async () => {
          for (let i = 0; i < 20; i++) {
            const size = random.pick([1, 100, 70_000, 300_000]);
            const line = `${task}.${i} ${"x".repeat(size)}\n`;
            log.push(line);
            await file.write(line);
            if (random.below(5) === 0) await file.flush();
          }
        }),
      );
    }
    assertEquals(await Deno.readTextFile(path) === log.join(""), true);
  },
);

fileTest(
  "TextFile.writelines() lets nothing come between its items",
  async (folder) => {
    const path = `${folder}/file`;
    {
      await using file = await open(path, "w", { buffering: 10 });
      const block = (name: string) => () =>
        file.writelines(Array.from({ length: 50 }, (_, i) => `${name}${i} `));
      await asyncio.gather(block("a"), block("b"), block("c"));
    }
    const names = (await Deno.readTextFile(path)).trim().split(" ");
    const expected = ["a", "b", "c"].flatMap((name) =>
      Array.from({ length: 50 }, (_, i) => `${name}${i}`)
    );
    assertEquals(names, expected);
  },
);

fileTest(
  "TextFile.readline() gives each line to one of many readers, in the order of the calls",
  async (folder) => {
    const path = `${folder}/file`;
    const lines = Array.from(
      { length: 2000 },
      (_, i) => `${"x".repeat(i)}${i}\n`,
    );
    await Deno.writeTextFile(path, lines.join(""));
    await using file = await open(path);
    const got = await asyncio.gather(lines.map(() => () => file.readline()));
    assertEquals(got, lines);
    assertEquals(await file.readline(), "");
  },
);

fileTest(
  "AsyncFile.close() comes after what was asked for before, and before what is asked for after",
  async (folder) => {
    const path = `${folder}/file`;
    const log: string[] = [];
    const note = (name: string, promise: Promise<unknown>) =>
      promise.then(
        () => log.push(name),
        (error) => log.push(`${name}: ${error.message}`),
      );
    const writer = await open(path, "wb", { buffering: 4 });
    await Promise.all([
      note("first", writer.write(bytes("1234567"))),
      note("second", writer.write(bytes("89"))),
      note("close", writer.close()),
      note("third", writer.write(bytes("x"))),
      note("close again", writer.close()),
    ]);
    assertEquals(log, [
      `third: I/O operation on closed file: "${path}"`,
      "first",
      "second",
      "close",
      "close again",
    ]);
    assertEquals(text(await Deno.readFile(path)), "123456789");
  },
);

fileTest(
  "AsyncFile operations after close() fail, but for close()",
  async (folder) => {
    const file = await open(`${folder}/file`, "w+");
    await file.close();
    await file.close();
    const failing: (() => Promise<unknown>)[] = [
      () => file.read(),
      () => file.read(1),
      () => file.readline(),
      () => file.readlines(),
      () => file.readLinesBatch(),
      () => file[Symbol.asyncIterator]().next(),
      () => file.write("x"),
      () => file.writelines(["x"]),
      () => file.seek(0),
      () => file.tell(),
      () => file.truncate(),
      () => file.flush(),
      () => file.sync(),
      () => file.datasync(),
      () => file.lock(),
      () => file.tryLock(),
      () => file.unlock(),
      () => file.detach(),
      async () => await file.readable(),
      async () => await file.writable(),
      async () => await file.seekable(),
      async () => await file.isatty(),
      async () => await file.fileno(),
    ];
    for (const fail of failing) {
      await assertRejects(fail, RangeError, "I/O operation on closed file");
    }
    assertEquals(
      String(file),
      `<TextFile name=${JSON.stringify(`${folder}/file`)} mode="w+" closed>`,
    );
  },
);
