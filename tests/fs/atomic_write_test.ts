import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { atomicWrite } from "../../fs/atomic_write.ts";
import {
  FileNotFoundError,
  IsADirectoryError,
  OSError,
} from "../../fs/os_error.ts";
import { UnicodeEncodeError } from "../../fs/unicode_errors.ts";
import { test } from "../_support/mod.ts";
import { contentOf, make, withFolder } from "./_folder.ts";

function folderTest(name: string, fn: (folder: string) => Promise<void>): void {
  test(name, () => withFolder(fn));
}

/** Calls `before` with each call of the platform by its place, until `fn` has ended. */
async function onPlatformCalls(
  before: (call: number) => void,
  fn: () => Promise<void>,
): Promise<number> {
  const originals: [
    object: Record<string, unknown>,
    name: string,
    original: unknown,
  ][] = [];
  let calls = 0;
  for (
    const [object, names] of [[Deno, ["stat", "open", "chmod", "rename"]], [
      Deno.FsFile.prototype,
      ["write", "sync"],
    ]] as const
  ) {
    for (const name of names) {
      const target = object as unknown as Record<
        string,
        (...args: unknown[]) => unknown
      >;
      const original = target[name]!;
      originals.push([target, name, original]);
      target[name] = function (...args) {
        before(++calls);
        return original.apply(this, args);
      };
    }
  }
  try {
    await fn();
  } finally {
    for (const [object, name, original] of originals) object[name] = original;
  }
  return calls;
}

folderTest("atomicWrite() writes text and bytes", async (folder) => {
  await atomicWrite(`${folder}/text`, "é\n", {
    encoding: "latin-1",
    newline: "\r\n",
  });
  await atomicWrite(`${folder}/bytes`, new Uint8Array([1, 2]));
  assertEquals([...await Deno.readFile(`${folder}/text`)], [0xe9, 13, 10]);
  assertEquals([...await Deno.readFile(`${folder}/bytes`)], [1, 2]);
});

folderTest(
  "atomicWrite() keeps the permission bits, and replaces a link",
  async (folder) => {
    await make(folder, { file: "old", target: "t", link: "-> target" });
    await Deno.chmod(`${folder}/file`, 0o600);
    await atomicWrite(`${folder}/file`, "new");
    await atomicWrite(`${folder}/link`, "mine");
    assertEquals((await Deno.stat(`${folder}/file`)).mode! & 0o777, 0o600);
    assertEquals(await contentOf(folder), {
      file: "new",
      target: "t",
      link: "mine",
    });
  },
);

folderTest(
  "atomicWrite() leaves the old file when it fails",
  async (folder) => {
    await make(folder, { file: "old", sub: { x: "" } });
    await assertRejects(
      () => atomicWrite(`${folder}/file`, "\ud800"),
      UnicodeEncodeError,
    );
    await assertRejects(
      () => atomicWrite(`${folder}/file`, 1 as unknown as string),
      TypeError,
      "Bytes are wanted",
    );
    await assertRejects(
      () => atomicWrite(`${folder}/nope/file`, "x"),
      FileNotFoundError,
    );
    const error = await assertRejects(
      () => atomicWrite(`${folder}/sub`, "x"),
      IsADirectoryError,
    );
    assertEquals(error.filename, `${folder}/sub`);
    assertEquals(await contentOf(folder), { file: "old", sub: { x: "" } });
  },
);

folderTest(
  "atomicWrite() whose calls of the system fail leaves the old file and nothing else",
  async (folder) => {
    await make(folder, { file: "old" });
    let failAt = 0;
    function fail(call: number): void {
      if (call === failAt) {
        throw Object.assign(
          new Error("No space left on device (os error 28)"),
          { code: "ENOSPC" },
        );
      }
    }
    for (;;) {
      failAt++;
      const isOver = await onPlatformCalls(
        fail,
        () => atomicWrite(`${folder}/file`, "new"),
      ).then(() => true, (error) => {
        assert(
          error instanceof OSError &&
            error.strerror === "No space left on device",
          error,
        );
        return false;
      });
      if (isOver) break;
      assertEquals([failAt, await contentOf(folder)], [failAt, {
        file: "old",
      }]);
    }
    assertEquals([failAt, await contentOf(folder)], [7, { file: "new" }]);
  },
);

folderTest(
  "atomicWrite(), cancelled at every step, leaves the old file or the new one, whole",
  async (folder) => {
    const outcomes: unknown[] = [];
    for (let at = 1; at <= 6; at++) {
      await Deno.writeTextFile(`${folder}/file`, "old");
      const task = await asyncio.run(async () => {
        const task = asyncio.createTask(async () => {
          await onPlatformCalls(
            (call) => void (call === at && asyncio.currentTask()!.cancel()),
            () => atomicWrite(`${folder}/file`, "new"),
          );
          outcomes.push("ended");
          await asyncio.sleep(0);
        });
        await asyncio.wait([task]);
        return task.cancelled();
      });
      outcomes.push(task, (await contentOf(folder)).file);
      assertEquals(Object.keys(await contentOf(folder)), ["file"]);
    }
    const cancelled = [true, "old"];
    // The last call is the renaming: too late.
    assertEquals(outcomes, [
      ...cancelled,
      ...cancelled,
      ...cancelled,
      ...cancelled,
      ...cancelled,
      "ended",
      true,
      "new",
    ]);
  },
);

folderTest(
  "atomicWrite() by many tasks ends with one of the texts",
  async (folder) => {
    const texts = Array.from(
      { length: 20 },
      (_, i) => String(i).repeat(10_000),
    );
    await asyncio.run(() =>
      asyncio.gather(
        texts.map((text) => () => atomicWrite(`${folder}/file`, text)),
      )
    );
    const content = await contentOf(folder);
    assertEquals(Object.keys(content), ["file"]);
    assert(texts.includes(content.file as string));
  },
);

folderTest("atomicWrite() obeys a signal", async (folder) => {
  const stop = new AbortController();
  const writing = onPlatformCalls(
    (call) => void (call === 3 && stop.abort(new Error("stop"))),
    () => atomicWrite(`${folder}/file`, "x", { signal: stop.signal }),
  );
  await assertRejects(() => writing, Error, "stop");
  assertEquals(await contentOf(folder), {});
});
