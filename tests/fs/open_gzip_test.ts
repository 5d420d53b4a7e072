import { gunzipSync, gzipSync } from "node:zlib";
import { assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { openGzip, OSError, UnsupportedOperation } from "../../fs/mod.ts";
import { bytes, fileTest, openFiles, text, wrong } from "./_files.ts";

fileTest(
  "openGzip() writes what gzip reads, and reads what gzip writes",
  async (folder) => {
    const path = `${folder}/file.gz`;
    const line = "a line that is not very different from others\n";
    {
      await using file = await openGzip(path, "wt");
      for (let i = 0; i < 50_000; i++) await file.write(line);
    }
    assertEquals(
      text(gunzipSync(await Deno.readFile(path))) === line.repeat(50_000),
      true,
    );
    let count = 0;
    await using file = await openGzip(path, "rt");
    for await (const read of file) {
      if (read === line) count++;
    }
    assertEquals(count, 50_000);
  },
);

fileTest(
  "openGzip() reads all members of a file, and appends one",
  async (folder) => {
    const path = `${folder}/file.gz`;
    await Deno.writeFile(
      path,
      new Uint8Array([...gzipSync("one "), ...gzipSync("two ")]),
    );
    {
      await using file = await openGzip(path, "ab");
      await file.write(bytes("three"));
    }
    await using file = await openGzip(path);
    assertEquals(text(await file.read(6)), "one tw");
    assertEquals(text(await file.read()), "o three");
  },
);

fileTest(
  "openGzip() fails for a file that is damaged or cut off",
  async (folder) => {
    const path = `${folder}/file.gz`;
    await Deno.writeTextFile(path, "this is no gzip file");
    {
      await using file = await openGzip(path);
      await assertRejects(() => file.read(), OSError, "Not a gzip file");
    }
    await Deno.writeFile(path, gzipSync("x".repeat(1000)).subarray(0, 20));
    {
      await using file = await openGzip(path);
      await assertRejects(() => file.read(), OSError, "end-of-stream");
    }
    await assertRejects(() => openGzip(path, wrong("r+")).then(), RangeError);
    await assertRejects(() => openGzip(`${path}.no`).then(), OSError);
    assertEquals(await openFiles(folder), []);
  },
);

fileTest("openGzip() files have no positions", async (folder) => {
  const path = `${folder}/file.gz`;
  await using file = await openGzip(path, "wb");
  assertEquals(file.seekable(), false);
  await assertRejects(() => file.seek(0), UnsupportedOperation);
  await assertRejects(() => file.truncate(0), UnsupportedOperation);
});

fileTest(
  "openGzip() tells of a full disk, at the latest when it is closed",
  async () => {
    const file = await openGzip("/dev/full", "wb");
    await file.write(bytes("x"));
    await assertRejects(() => file.close(), OSError, "No space left");
    assertEquals(file.closed, true);
  },
);

fileTest(
  "openGzip() files can be closed before their end, and when a read is cancelled",
  async (folder) => {
    const path = `${folder}/file.gz`;
    await Deno.writeFile(path, gzipSync(new Uint8Array(10_000_000)));
    {
      await using file = await openGzip(path);
      await file.read(10);
    }
    const file = await openGzip(path);
    const task = asyncio.createTask(() => file.read());
    await asyncio.sleep(0);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    await file.close();
    await asyncio.sleep(0.01);
    assertEquals(await openFiles(folder), []);
  },
);

fileTest("openGzip() reads an empty file as CPython does", async (folder) => {
  await Deno.writeFile(`${folder}/empty`, new Uint8Array());
  await using file = await openGzip(`${folder}/empty`);
  assertEquals(text(await file.read()), "");
  assertEquals(text(await file.read()), "");
});
