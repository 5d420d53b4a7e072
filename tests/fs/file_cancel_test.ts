import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { type BinaryFile, open, RawFile, type TextFile } from "../../fs/mod.ts";
import { recordExceptions } from "../_support/mod.ts";
import { bytes, fileTest, makePipe, openFiles, text } from "./_files.ts";
import { Random } from "./_oracle.ts";

/** A pipe that is open at both ends, so that opening does not wait. */
async function openPipe(
  folder: string,
): Promise<{ path: string; writer: Deno.FsFile }> {
  const path = await makePipe(folder);
  return { path, writer: await Deno.open(path, { read: true, write: true }) };
}

/** Starts `fn`, and cancels it once it waits. */
async function cancelled(fn: () => Promise<unknown>): Promise<void> {
  const task = asyncio.createTask(async () => {
    await fn();
  });
  await asyncio.sleep(0.005);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
}

fileTest(
  "TextFile.readline() that is cancelled loses nothing that comes later",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    await using file = await open(path);
    await writer.write(bytes("be"));
    await cancelled(() => file.readline());
    await cancelled(() => file.readline());
    await cancelled(() => file.read(10));
    await writer.write(bytes("gin\nend\n"));
    assertEquals(await file.readline(), "begin\n");
    assertEquals(await file.readline(), "end\n");
    writer.close();
  },
);

fileTest(
  "BinaryFile reads that are cancelled lose nothing that comes later",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    await using file = await open(path, "rb");
    await writer.write(bytes("0123"));
    const into = new Uint8Array(10);
    await cancelled(() => file.read(10));
    await cancelled(() => file.readInto(into));
    await cancelled(() => file.readline());
    await cancelled(() => file.readline());
    await writer.write(bytes("456\n789"));
    assertEquals(text(await file.readline()), "0123456\n");
    assertEquals(text(await file.read(3)), "789");
    await cancelled(() => file.read1());
    await cancelled(() => file.peek());
    await writer.write(bytes("last"));
    assertEquals(text(await file.peek()), "last");
    assertEquals(text(await file.read1()), "last");
    writer.close();
  },
);

fileTest(
  "BinaryFile.readInto() of a large array gives back what a cancelled caller has read",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    await using file = await open(path, "rb", { buffering: 4 });
    await writer.write(bytes("0123456789"));
    await cancelled(() => file.readInto(new Uint8Array(50)));
    await writer.write(bytes("abc"));
    assertEquals(text(await file.read(13)), "0123456789abc");
    writer.close();
  },
);

fileTest(
  "RawFile reads that are cancelled lose nothing that comes later",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    await using file = await open(path, "rb", { buffering: 0 });
    await cancelled(() => file.read(3));
    await writer.write(bytes("012345"));
    assertEquals(text(await file.read(10)), "012");
    assertEquals(text(await file.read(10)), "345");
    await cancelled(() => file.readInto(new Uint8Array(3)));
    await writer.write(bytes("678"));
    const into = new Uint8Array(2);
    assertEquals([await file.readInto(into), text(into)], [2, "67"]);
    assertEquals(text(await file.read(10)), "8");
    writer.close();
  },
);

fileTest(
  "AsyncFile.close() interrupts a read that may never end",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    const file = await open(path);
    const reading = asyncio.createTask(() => file.readline());
    const next = asyncio.createTask(() => file.readline());
    await asyncio.sleep(0.005);
    await file.close();
    await assertRejects(() => reading, RangeError, "closed file");
    await assertRejects(() => next, RangeError, "closed file");
    writer.close();
    assertEquals(await openFiles(folder), []);
  },
);

fileTest(
  "An `await using` block is left at once when a blocked read is cancelled",
  async (folder) => {
    const { path, writer } = await openPipe(folder);
    await cancelled(async () => {
      await using file = await open(path);
      await file.readline();
    });
    writer.close();
    assertEquals(await openFiles(folder), []);
  },
);

fileTest(
  "An `await using` block is left at once when a blocked write is cancelled, and all is written",
  async (folder) => {
    const { path, writer: reader } = await openPipe(folder);
    const size = 200_000;
    await cancelled(async () => {
      await using file = await open(path, "wb");
      await file.write(bytes("first"));
      await file.write(new Uint8Array(size));
      await file.flush();
    });
    const chunk = new Uint8Array(65536);
    for (let left = size + 5; left > 0;) left -= (await reader.read(chunk))!;
    reader.close();
    while ((await openFiles(folder)).length > 0) await asyncio.sleep(0.001);
  },
);

fileTest("A signal ends a read, and the file goes on", async (folder) => {
  const { path, writer } = await openPipe(folder);
  await using file = await open(path);
  const controller = new AbortController();
  const reading = assertRejects(
    () => file.readline(-1, { signal: controller.signal }),
    Error,
    "enough",
  );
  controller.abort(new Error("enough"));
  await reading;
  await writer.write(bytes("later\n"));
  assertEquals(await file.readline(), "later\n");
  writer.close();
});

fileTest(
  "BinaryFile.write() that is cancelled in line has written nothing, and one that has begun all",
  async (folder) => {
    const { path, writer: reader } = await openPipe(folder);
    const file = await open(path, "wb", { buffering: 10 });
    const big = new Uint8Array(200_000).fill(97);
    const begun = asyncio.createTask(() => file.write(big));
    const inLine = asyncio.createTask(() => file.write(bytes("b")));
    const later = asyncio.createTask(() => file.write(bytes("c")));
    await asyncio.sleep(0.005);
    begun.cancel();
    inLine.cancel();
    await assertRejects(() => begun, asyncio.CancelledError);
    await assertRejects(() => inLine, asyncio.CancelledError);
    const closing = asyncio.createTask(async () => {
      await later;
      await file.close();
    });
    const got: number[] = new Array(128).fill(0);
    const chunk = new Uint8Array(65536);
    for (let left = big.length + 1; left > 0;) {
      const count = (await reader.read(chunk))!;
      for (const byte of chunk.subarray(0, count)) got[byte]!++;
      left -= count;
    }
    await closing;
    assertEquals([got[97], got[98], got[99]], [200_000, 0, 1]);
    reader.close();
  },
);

fileTest(
  "AsyncFile.close() that is cancelled closes the file nonetheless",
  async (folder) => {
    const path = `${folder}/file`;
    const file = await open(path, "w");
    await file.write("kept");
    const task = asyncio.createTask(async () => {
      await file.close();
    });
    await asyncio.sleep(0);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assert(file.closed);
    while ((await openFiles(folder)).length > 0) await asyncio.sleep(0.001);
    assertEquals(await Deno.readTextFile(path), "kept");
  },
);

fileTest("An error of close() that nobody waits for is reported", async () => {
  const contexts = recordExceptions(asyncio.getRunningLoop());
  const file = await open("/dev/full", "w");
  await file.write("x");
  const task = asyncio.createTask(async () => {
    await file.close();
  });
  await asyncio.sleep(0);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  while (contexts.length === 0) await asyncio.sleep(0.001);
  assertEquals(
    contexts.map(({ message, exception }) => `${message}; ${exception}`),
    [
      'A file operation failed after its caller had been cancelled: "/dev/full"; ' +
      "OSError: [Errno 28] No space left on device",
    ],
  );
});

/** One of the operations that read text, and what it gave. */
async function readSome(file: TextFile, random: Random): Promise<string> {
  switch (random.below(4)) {
    case 0:
      return await file.read(1 + random.below(9000));
    case 1:
      return await file.readline(1 + random.below(100));
    case 2:
      return (await file.readLinesBatch()).join("");
    default:
      return await file.readline();
  }
}

fileTest(
  "TextFile reads lose and repeat nothing, wherever they are cancelled",
  async (folder) => {
    const path = `${folder}/file`;
    const content = Array.from(
      { length: 3000 },
      (_, i) => "é😀x".repeat(i % 40) + (i % 7 === 0 ? "\r\n" : "\n"),
    ).join("");
    await Deno.writeTextFile(path, content);
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      await using file = await open(path, "r", { buffering: 8192 });
      let got = "";
      let cancels = 0;
      for (let ended = false; !ended;) {
        const task = asyncio.createTask(async () => {
          const part = await readSome(file, random);
          got += part;
          ended = part === "";
        });
        for (let turns = random.below(3); turns > 0; turns--) {
          await asyncio.sleep(0);
        }
        if (random.below(2) === 0) task.cancel();
        await asyncio.wait([task]);
        if (task.cancelled()) cancels++;
        if (random.below(50) === 0) await file.seek(await file.tell());
      }
      assertEquals(got === content.replaceAll("\r\n", "\n"), true);
      assert(cancels > 0);
    }
  },
);

fileTest(
  "BinaryFile writes happen as a whole or not at all, wherever they are cancelled",
  async (folder) => {
    const path = `${folder}/file`;
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const outcomes: string[] = [];
      {
        await using file = await open(path, "wb", { buffering: 100 });
        await asyncio.gather(
          Array.from({ length: 20 }, (_, i) => async () => {
            const letter = String.fromCharCode(97 + i);
            const size = random.pick([1, 50, 99, 100, 101, 1000]);
            const task = asyncio.createTask(() =>
              file.write(bytes(letter.repeat(size)))
            );
            for (let turns = random.below(4); turns > 0; turns--) {
              await asyncio.sleep(0);
            }
            if (random.below(2) === 0) task.cancel();
            await asyncio.wait([task]);
            outcomes[i] = letter.repeat(size);
          }),
        );
      }
      const written = await Deno.readTextFile(path);
      let rest = written;
      for (const outcome of outcomes) {
        if (rest.startsWith(outcome)) rest = rest.slice(outcome.length);
        else assertEquals(rest.includes(outcome[0]!), false);
      }
      assertEquals(rest, "");
    }
  },
);

fileTest(
  "A file goes on after every kind of operation was cancelled",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "one\ntwo\nthree\n");
    await using file = await open(path, "r+b");
    const operations: ((file: BinaryFile) => Promise<unknown>)[] = [
      (file) => file.flush(),
      (file) => file.sync(),
      (file) => file.datasync(),
      (file) => file.truncate(14),
      (file) => file.tryLock(),
      (file) => file.unlock(),
      (file) => file.pread(3, 4),
      (file) => file.raw.read(0),
      (file) => file.detach().then((raw) => raw instanceof RawFile),
    ];
    for (const operation of operations) {
      const task = asyncio.createTask(async () => {
        await operation(file);
      });
      await asyncio.sleep(0);
      task.cancel();
      await asyncio.wait([task]);
      if (operation === operations.at(-1)) break;
      assertEquals(await file.tell(), 0);
    }
  },
);
