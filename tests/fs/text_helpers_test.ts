import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { appendText } from "../../fs/append_text.ts";
import { LookupError } from "../../loop/errors.ts";
import {
  FileNotFoundError,
  IsADirectoryError,
  OSError,
} from "../../fs/os_error.ts";
import { readBytes } from "../../fs/read_bytes.ts";
import { readLines } from "../../fs/read_lines.ts";
import { readText } from "../../fs/read_text.ts";
import {
  UnicodeDecodeError,
  UnicodeEncodeError,
} from "../../fs/unicode_errors.ts";
import { writeBytes } from "../../fs/write_bytes.ts";
import { writeText } from "../../fs/write_text.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import { contentOf, withFolder } from "./_folder.ts";

function fileTest(
  name: string,
  fn: (path: string, folder: string) => Promise<void>,
): void {
  test(name, () => withFolder((folder) => fn(`${folder}/file`, folder)));
}

function bytes(...values: number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values);
}

fileTest("readText() reads line ends as newline says", async (path) => {
  await Deno.writeTextFile(path, "a\r\nb\rc\nd");
  const found = await Promise.all(
    ([null, "", "\n", "\r", "\r\n"] as const).map((newline) =>
      readText(path, { newline })
    ),
  );
  assertEquals(found, [
    "a\nb\nc\nd",
    "a\r\nb\rc\nd",
    "a\r\nb\rc\nd",
    "a\r\nb\rc\nd",
    "a\r\nb\rc\nd",
  ]);
});

fileTest(
  "readText() keeps a byte order mark and a real U+FFFD",
  async (path) => {
    await Deno.writeTextFile(path, "\ufeffa\ufffd\r\n");
    assertEquals(await readText(path), "\ufeffa\ufffd\n");
    assertEquals(await readText(path, { encoding: "utf-8-sig" }), "a\ufffd\n");
  },
);

fileTest(
  "readText() throws for bytes that are not of the encoding",
  async (path) => {
    await Deno.writeFile(path, bytes(0x61, 0xff, 0x62));
    const error = await assertRejects(() => readText(path), UnicodeDecodeError);
    assertEquals([error.start, error.end, error.reason], [
      1,
      2,
      "invalid start byte",
    ]);
    const found = await Promise.all(
      ["replace", "ignore", "backslashreplace", "surrogateescape"].map((
        errors,
      ) => readText(path, { errors })),
    );
    assertEquals(found, ["a\ufffdb", "ab", "a\\xffb", "a\udcffb"]);
    assertEquals(await readText(path, { encoding: "latin-1" }), "aÿb");
  },
);

fileTest(
  "readText() and the others name the file in their errors",
  async (path, folder) => {
    for (const read of [readText, readBytes, readLines]) {
      const error = await assertRejects(() => read(path), FileNotFoundError);
      assertEquals(
        error.message,
        `[Errno 2] No such file or directory: '${path}'`,
      );
      await assertRejects(() => read(folder), IsADirectoryError);
    }
    await assertRejects(() => writeText(folder, ""), IsADirectoryError);
    await assertRejects(() => appendText(`${path}/x`, ""), OSError);
    await assertRejects(
      () => writeText("/dev/full", "x"),
      OSError,
      "[Errno 28] No space left on device: '/dev/full'",
    );
  },
);

fileTest(
  "readText() refuses unknown encodings, error handlers and line ends",
  async (path) => {
    await writeText(path, "é");
    await assertRejects(
      () => readText(path, { encoding: "nope" }),
      LookupError,
      "unknown encoding: nope",
    );
    await assertRejects(() => readText(path, { errors: "nope" }), LookupError);
    for (
      const call of [
        () => readText(path, { newline: "x" as "" }),
        () => writeText(path, "", { newline: "x" as "" }),
      ]
    ) {
      await assertRejects(call, RangeError, "'newline' must be");
    }
    await assertRejects(
      () => writeText(path, 1 as unknown as string),
      TypeError,
      "'text' must be a string",
    );
  },
);

fileTest("readLines() keeps the line ends", async (path) => {
  await Deno.writeTextFile(path, "a\r\nb\rc");
  assertEquals(await readLines(path), ["a\n", "b\n", "c"]);
  assertEquals(await readLines(path, { newline: "" }), ["a\r\n", "b\r", "c"]);
});

fileTest("writeText() encodes, translates and replaces", async (path) => {
  await Deno.writeTextFile(path, "something long that was here");
  assertStrictEquals(
    await writeText(path, "é\n", { encoding: "utf-16-le", newline: "\r\n" }),
    2,
  );
  assertEquals(await Deno.readFile(path), bytes(0xe9, 0, 13, 0, 10, 0));
  await assertRejects(
    () => writeText(path, "a€", { encoding: "latin-1" }),
    UnicodeEncodeError,
  );
  await assertRejects(() => writeText(path, "\ud800"), UnicodeEncodeError);
  assertEquals((await Deno.readFile(path)).length, 6);
});

fileTest("appendText() writes one byte order mark only", async (path) => {
  for (const text of ["a", "b"]) {
    await appendText(path, text, { encoding: "utf-8-sig" });
  }
  assertEquals(await Deno.readFile(path), bytes(0xef, 0xbb, 0xbf, 0x61, 0x62));
});

fileTest(
  "appendText() from many tasks loses and mixes nothing",
  async (path) => {
    await asyncio.run(() =>
      asyncio.gather(
        Array.from({ length: 50 }, (_, i) => () =>
          appendText(path, `${i} ${"x".repeat(100)}\n`)),
      )
    );
    const lines = await readLines(path);
    const expected = Array.from(
      { length: 50 },
      (_, i) => `${i} ${"x".repeat(100)}\n`,
    );
    assertEquals(lines.sort(), expected.sort());
  },
);

fileTest("readBytes() reads small, large and empty files", async (path) => {
  for (const size of [0, 1, 100_000, 5 * 1024 * 1024]) {
    const data = Uint8Array.from({ length: size }, (_, i) => i * 7);
    assertEquals(await writeBytes(path, data), size);
    const found = await readBytes(path);
    assert(
      found.length === size && found.every((byte, i) => byte === data[i]),
      `${size} bytes`,
    );
  }
});

fileTest("readBytes() reads files that do not tell their size", async () => {
  assert((await readBytes("/proc/version")).length > 0);
});

fileTest("writeBytes() takes buffers and views", async (path) => {
  const { buffer } = bytes(1, 2, 3, 4);
  for (
    const [data, expected] of [[buffer, [1, 2, 3, 4]], [
      new DataView(buffer, 1, 2),
      [2, 3],
    ], [new Uint16Array(buffer), [1, 2, 3, 4]]] as const
  ) {
    await writeBytes(path, data);
    assertEquals([...await Deno.readFile(path)], [...expected]);
  }
  await assertRejects(
    () => writeBytes(path, "text" as unknown as ArrayBuffer),
    TypeError,
    "Bytes are wanted",
  );
});

for (const [name, read] of Object.entries({ readText, readBytes })) {
  fileTest(
    `${name}(), cancelled at every wait, leaves the file as it is`,
    async (path, folder) => {
      await writeText(path, "text");
      const count = await cancelAtEveryWait({
        work: () => read(path),
        async check() {
          assertEquals(await contentOf(folder), { file: "text" });
        },
      });
      assertEquals(count, name === "readText" ? 1 : 2);
    },
  );
}

fileTest(
  "writeText(), cancelled, has written all or nothing",
  async (path, folder) => {
    await cancelAtEveryWait({
      prepare: () => Deno.writeTextFile(path, "old"),
      work: () => writeText(path, "new"),
      async check() {
        assertEquals(await contentOf(folder), { file: "new" });
      },
    });
  },
);

fileTest("The helpers obey a signal", async (path, folder) => {
  const signal = AbortSignal.abort(new Error("stop"));
  for (const call of [readText, readBytes, readLines]) {
    await assertRejects(() => call(path, { signal }), Error, "stop");
  }
  await assertRejects(() => writeText(path, "x", { signal }), Error, "stop");
  await assertRejects(() => appendText(path, "x", { signal }), Error, "stop");
  assertEquals(await contentOf(folder), {});
});
