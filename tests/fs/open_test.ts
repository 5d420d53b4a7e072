import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  BinaryFile,
  FileExistsError,
  FileNotFoundError,
  IsADirectoryError,
  open,
  RawFile,
  TextFile,
} from "../../fs/mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { fileTest, makePipe, openFiles, wrong } from "./_files.ts";
import { runProgram } from "./_program.ts";

fileTest("open() gives a file by its mode", async (folder) => {
  const path = `${folder}/file`;
  const seen: string[] = [];
  for (
    const [mode, buffering] of [
      ["w", -1],
      ["r", -1],
      ["rt", 1],
      ["r+", 100],
      ["w+t", -1],
      ["a", -1],
      ["a+", -1],
      ["rb", -1],
      ["wb", -1],
      ["r+b", -1],
      ["rb+", 20],
      ["w+b", -1],
      ["ab", -1],
      ["ab+", -1],
      ["rb", 0],
      ["w+b", 0],
      ["ab", 0],
    ] as const
  ) {
    await using file = await open(path, mode as string, { buffering });
    const can = [file.readable(), file.writable(), file.seekable()]
      .map((answer) => answer ? "y" : "n").join("");
    seen.push(`${mode} ${file.constructor.name} ${file.mode} ${can}`);
  }
  assertEquals(seen, [
    "w TextFile w nyy",
    "r TextFile r yny",
    "rt TextFile rt yny",
    "r+ TextFile r+ yyy",
    "w+t TextFile w+t yyy",
    "a TextFile a nyy",
    "a+ TextFile a+ yyy",
    "rb BinaryFile rb yny",
    "wb BinaryFile wb nyy",
    "r+b BinaryFile rb+ yyy",
    "rb+ BinaryFile rb+ yyy",
    "w+b BinaryFile rb+ yyy",
    "ab BinaryFile ab nyy",
    "ab+ BinaryFile ab+ yyy",
    "rb RawFile rb yny",
    "w+b RawFile rb+ yyy",
    "ab RawFile ab nyy",
  ]);
  assertEquals(await openFiles(folder), []);
});

fileTest("open() gives types by the mode", async (folder) => {
  const path = `${folder}/file`;
  await using text: TextFile = await open(path, "w");
  await using binary: BinaryFile = await open(path, "rb");
  await using raw: RawFile = await open(path, "rb", { buffering: 0 });
  assertInstanceOf(text, TextFile);
  assertInstanceOf(binary, BinaryFile);
  assertInstanceOf(raw, RawFile);
});

fileTest(
  "open() refuses what does not fit together, and touches no file",
  async (folder) => {
    const path = `${folder}/file`;
    const cases: [mode: unknown, options: unknown, error: string][] = [
      [
        "",
        {},
        'RangeError: A mode must have exactly one of "r", "w", "a" and "x": ""',
      ],
      [
        "rw",
        {},
        'RangeError: A mode must have exactly one of "r", "w", "a" and "x": "rw"',
      ],
      ["ww", {}, 'RangeError: Invalid mode: "ww"'],
      ["wz", {}, 'RangeError: Invalid mode: "wz"'],
      ["U", {}, 'RangeError: Invalid mode: "U"'],
      ["wbt", {}, 'RangeError: A mode cannot be both text and binary: "wbt"'],
      [7, {}, "TypeError: 'mode' must be a string: 7"],
      [
        "wb",
        { encoding: "utf-8" },
        "RangeError: A binary file takes no 'encoding': \"utf-8\"",
      ],
      [
        "wb",
        { errors: "strict" },
        "RangeError: A binary file takes no 'errors': \"strict\"",
      ],
      [
        "wb",
        { newline: "\n" },
        "RangeError: A binary file takes no 'newline': \"\\n\"",
      ],
      [
        "w",
        { buffering: 0 },
        "RangeError: A text file cannot be unbuffered: 'buffering' is 0",
      ],
      [
        "w",
        { buffering: -2 },
        "RangeError: 'buffering' must be an integer of at least -1: -2",
      ],
      [
        "w",
        { buffering: "1" },
        "TypeError: 'buffering' must be an integer: \"1\"",
      ],
      [
        "w",
        { newline: "x" },
        'RangeError: \'newline\' must be null, "", "\\n", "\\r" or "\\r\\n": "x"',
      ],
      ["w", { encoding: "no-such" }, "LookupError: unknown encoding: no-such"],
      [
        "w",
        { errors: "no-such" },
        "LookupError: unknown error handler name 'no-such'",
      ],
    ];
    for (const [mode, options, message] of cases) {
      const error = await assertRejects(async () => {
        await open(path, wrong(mode), wrong(options));
      });
      assertEquals(String(error), message);
    }
    await assertRejects(() => open(wrong(7)).then(), TypeError);
    await assertRejects(() => open("a\0b").then(), RangeError);
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  },
);

fileTest("open() fails as the system does", async (folder) => {
  const path = `${folder}/file`;
  const missing = await assertRejects(
    () => open(path).then(),
    FileNotFoundError,
  );
  assertEquals(
    missing.message,
    `[Errno 2] No such file or directory: '${path}'`,
  );
  await assertRejects(() => open(folder).then(), IsADirectoryError);
  await assertRejects(() => open(folder, "w").then(), IsADirectoryError);
  await (await open(path, "x")).close();
  const exists = await assertRejects(
    () => open(path, "x").then(),
    FileExistsError,
  );
  assertEquals(exists.filename, path);
  assertEquals(await openFiles(folder), []);
});

fileTest(
  "open() can be awaited twice, and gives the same file",
  async (folder) => {
    const opening = open(`${folder}/file`, "w");
    const file = await opening;
    assertStrictEquals(await opening, file);
    await file.close();
  },
);

fileTest("Opening closes its file at the end of a block", async (folder) => {
  let file: TextFile;
  {
    await using opening = open(`${folder}/file`, "w");
    file = await opening;
    await file.write("x");
    assertEquals([file.closed, String(opening)], [false, "[object Opening]"]);
  }
  assert(file.closed);
  assertEquals(await Deno.readTextFile(`${folder}/file`), "x");
  // A failure is for whoever awaits it.
  const failing = open(`${folder}/missing`);
  const caught = failing.catch((error) => error);
  await failing[Symbol.asyncDispose]();
  assertInstanceOf(await caught, FileNotFoundError);
});

fileTest("open() takes a file URL", async (folder) => {
  await using file = await open(new URL(`file://${folder}/file`), "w");
  assertEquals(file.name, `${folder}/file`);
});

fileTest(
  "open() that is cancelled leaves at once, and the file that comes later is closed",
  async (folder) => {
    const path = await makePipe(folder);
    const task = asyncio.createTask(async () => {
      await open(path);
    });
    await asyncio.sleep(0.01);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    // The system goes on with it until there is a writer.
    const writer = await Deno.open(path, { write: true });
    while ((await openFiles(folder)).length > 1) await asyncio.sleep(0.001);
    writer.close();
    assertEquals(await openFiles(folder), []);
  },
);

fileTest(
  "open() opens nothing for a caller that is cancelled already",
  async (folder) => {
    const task = asyncio.createTask(async () => {
      task.cancel();
      await open(`${folder}/file`, "w");
    });
    await assertRejects(() => task, asyncio.CancelledError);
    await assertRejects(
      () => Deno.stat(`${folder}/file`),
      Deno.errors.NotFound,
    );
    const signal = AbortSignal.abort(new Error("not any more"));
    await assertRejects(
      () => open(`${folder}/file`, "w", { signal }).then(),
      Error,
      "not any more",
    );
  },
);

fileTest(
  "threadpool/test_open.test_file_closed_when_task_times_out: a file is closed when its task times out",
  async (folder) => {
    let file: TextFile;
    await assertRejects(() =>
      asyncio.timeout(0.01, async () => {
        await using opened = await open(`${folder}/file`, "w");
        file = opened;
        await asyncio.sleep(60);
      }), asyncio.TimeoutError);
    assert(file!.closed);
  },
);

fileTest("open() leaves no descriptor behind, 10,000 times", async (folder) => {
  const path = `${folder}/file`;
  await Deno.writeTextFile(path, "some text\n");
  for (let i = 0; i < 100; i++) {
    await asyncio.gather(Array.from({ length: 100 }, (_, k) => async () => {
      await using file = await open(path, k % 2 === 0 ? "r" : "rb");
      if (k % 3 === 0) await file.readline();
    }));
  }
  assertEquals(await openFiles(folder), []);
}, { timeout: 60_000 });

test("A file that is dropped while it is open is reported and closed", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const folder = await Deno.makeTempDir();
  await asyncio.run(async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const path = `${folder}/dropped`;
    await asyncio.createTask(async () => {
      const file = await open(path, "w");
      await file.write("x");
    });
    await asyncio.createTask(async () => {
      await using file = await open(path, "a");
      await file.write("y");
    });
    for (let i = 0; i < 200 && contexts.length === 0; i++) {
      gc();
      await asyncio.sleep(0.001);
    }
    assertEquals(contexts.map(({ message }) => message), [
      `A file was never closed; what it had not written is lost: "${path}"`,
    ]);
    assertEquals(await openFiles(folder), []);
    assertEquals(await Deno.readTextFile(path), "y");
  });
  await Deno.remove(folder, { recursive: true });
});

fileTest(
  "A file that has not written everything when the program ends is reported",
  async (folder) => {
    const printed = await runProgram(
      `
    const files = [];
    for (const name of ["text", "bytes", "flushed", "closed"]) {
      files.push(await open("${folder}/" + name, name === "bytes" ? "wb" : "w"));
    }
    const [text, bytes, flushed, closed] = files;
    await text.write("x");
    await bytes.write(new Uint8Array(1));
    await flushed.write("x");
    await flushed.flush();
    await closed.write("x");
    await closed.close();
    `,
      null,
    );
    assertEquals(
      printed.split("\n").filter((line) => line !== ""),
      ["text", "bytes"].map((name) =>
        `A file was never closed; what it had not written is lost: "${folder}/${name}"`
      ),
    );
  },
);
