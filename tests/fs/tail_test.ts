import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { LookupError } from "../../loop/errors.ts";
import { IsADirectoryError } from "../../fs/os_error.ts";
import { tail, type TailOptions } from "../../fs/tail.ts";
import { runVirtual } from "../../tasks/testing/mod.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import { withFolder } from "./_folder.ts";

/** Lines as they come: `next(n)` waits for the next `n` of them. */
class Follower {
  readonly #lines = new asyncio.Queue<string>();
  readonly #task: asyncio.Task<void>;

  constructor(path: string, options: TailOptions = {}) {
    this.#task = asyncio.createTask(async () => {
      for await (const line of tail(path, options)) {
        this.#lines.putNowait(line);
      }
    });
  }

  async next(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await this.#lines.get());
    return lines;
  }

  async stop(): Promise<string[]> {
    this.#task.cancel();
    await asyncio.wait([this.#task]);
    assert(this.#task.cancelled());
    return Array.from(
      { length: this.#lines.qsize() },
      () => this.#lines.getNowait(),
    );
  }
}

function tailTest(name: string, fn: (path: string) => Promise<void>): void {
  test(
    name,
    () => withFolder((folder) => runVirtual(() => fn(`${folder}/log`))),
  );
}

const append = { append: true };

tailTest("tail() gives whole lines as they come", async (path) => {
  await Deno.writeTextFile(path, "one\ntwo\r\nth");
  const follower = new Follower(path, { fromStart: true });
  assertEquals(await follower.next(2), ["one\n", "two\n"]);
  const bytes = new TextEncoder().encode("rée\nfour\n");
  for (const byte of bytes) {
    await Deno.writeFile(path, new Uint8Array([byte]), append);
  }
  assertEquals(await follower.next(2), ["thrée\n", "four\n"]);
  assertEquals(await follower.stop(), []);
});

tailTest("tail() begins at the end, by default", async (path) => {
  await Deno.writeTextFile(path, "old\n");
  const seeks = Promise.withResolvers<void>();
  const { seek } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.seek = function (...args) {
    return seek.apply(this, args).finally(() => seeks.resolve());
  };
  const follower = new Follower(path);
  try {
    await asyncio.ensureFuture(seeks.promise);
  } finally {
    Deno.FsFile.prototype.seek = seek;
  }
  await Deno.writeTextFile(path, "new\n", append);
  assertEquals(await follower.next(1), ["new\n"]);
  await follower.stop();
});

tailTest(
  "tail() goes on with the file that takes the place, after the end of the old one",
  async (path) => {
    await Deno.writeTextFile(path, "one\n");
    const follower = new Follower(path, { fromStart: true });
    assertEquals(await follower.next(1), ["one\n"]);
    await Deno.rename(path, `${path}.1`);
    await Deno.writeTextFile(`${path}.1`, "two\nunfinished", append);
    assertEquals(await follower.next(1), ["two\n"]);
    await Deno.writeTextFile(path, "three\n");
    assertEquals(await follower.next(2), ["unfinished", "three\n"]);
    await follower.stop();
  },
);

tailTest("tail() starts again when the file is cut off", async (path) => {
  await Deno.writeTextFile(path, "a long line\nand a rest");
  const follower = new Follower(path, { fromStart: true });
  assertEquals(await follower.next(1), ["a long line\n"]);
  await Deno.truncate(path, 0);
  await Deno.writeTextFile(path, "short\n", append);
  assertEquals(await follower.next(1), ["short\n"]);
  await follower.stop();
});

tailTest(
  "tail() waits for a file that is not there, and reads all of it",
  async (path) => {
    const follower = new Follower(path);
    await asyncio.sleep(1);
    await Deno.writeTextFile(path, "first\n");
    assertEquals(await follower.next(1), ["first\n"]);
    await Deno.remove(path);
    await asyncio.sleep(1);
    await Deno.writeTextFile(path, "second\n");
    assertEquals(await follower.next(1), ["second\n"]);
    await follower.stop();
  },
);

tailTest("tail() reads much more than one piece", async (path) => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} é\n`);
  await Deno.writeTextFile(path, lines.join(""));
  const follower = new Follower(path, { fromStart: true });
  assertEquals((await follower.next(20_000)).join(""), lines.join(""));
  await follower.stop();
});

tailTest(
  "tail() decodes, and replaces what is not of the encoding",
  async (path) => {
    await Deno.writeFile(path, new Uint8Array([0x61, 0xff, 10]));
    for (
      const [options, line] of [[{}, "a\ufffd\n"], [
        { encoding: "latin-1" },
        "aÿ\n",
      ], [{ errors: "ignore" }, "a\n"]] as const
    ) {
      const follower = new Follower(path, { fromStart: true, ...options });
      assertEquals(await follower.next(1), [line]);
      await follower.stop();
    }
  },
);

tailTest("tail() refuses bad options and folders", async (path) => {
  const first = (options: TailOptions) => tail(path, options).next();
  for (const interval of [0, -1]) {
    await assertRejects(
      () => first({ interval }),
      RangeError,
      "'interval' must be positive",
    );
  }
  await assertRejects(
    () => first({ interval: "1" as unknown as number }),
    TypeError,
  );
  await assertRejects(() => first({ encoding: "nope" }), LookupError);
  for (const fromStart of [true, false]) {
    await assertRejects(
      () => tail(path.slice(0, -4), { fromStart }).next(),
      IsADirectoryError,
    );
  }
  const signal = AbortSignal.abort(new Error("stop"));
  await assertRejects(() => first({ signal }), Error, "stop");
});

test("tail(), cancelled at every wait, closes its file", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/log`, "one\ntwo\n");
    const count = await cancelAtEveryWait({
      work: async () => {
        let seen = 0;
        for await (const _ of tail(`${folder}/log`, { fromStart: true })) {
          if (++seen === 2) break;
        }
      },
      check() {},
    });
    // Opening and reading; that all is closed is seen by the test runner.
    assertEquals(count, 2);
  }));
