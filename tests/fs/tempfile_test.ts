import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { tmpdir } from "node:os";
import * as asyncio from "../../mod.ts";
import { BinaryFile } from "../../fs/binary_file.ts";
import { FileNotFoundError } from "../../fs/os_error.ts";
import * as os from "../../fs/os.ts";
import { RawFile } from "../../fs/raw_file.ts";
import * as tempfile from "../../fs/tempfile.ts";
import { TextFile } from "../../fs/text_file.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import { contentOf, make, withFolder } from "./_folder.ts";

function folderTest(name: string, fn: (dir: string) => Promise<void>): void {
  test(name, () => withFolder(fn));
}

const LINES = ["one\n", "two\n"];

const MAKERS: (typeof tempfile.TemporaryFile)[] = [
  tempfile.TemporaryFile,
  tempfile.NamedTemporaryFile,
  tempfile.SpooledTemporaryFile,
];

for (const makeFile of MAKERS) {
  folderTest(
    `${makeFile.name}() gives files of bytes and of text`,
    async (dir) => {
      for (const mode of ["w+", "r+", "a+", "x+"] as const) {
        await using file = await makeFile(mode, { dir, encoding: "utf-16" });
        assertInstanceOf(file, TextFile);
        await file.writelines(LINES);
        await file.seek(0);
        assertEquals([await file.readlines(), file.newlines, file.mode], [
          LINES,
          "\n",
          mode,
        ]);
      }
      await using bytes = await makeFile();
      assertInstanceOf(bytes, BinaryFile);
      assertEquals(bytes.mode, "rb+");
      await using raw = await makeFile("w+b", { dir, buffering: 0 });
      assertInstanceOf(raw, RawFile);
    },
  );

  folderTest(`${makeFile.name}() leaves nothing behind`, async (dir) => {
    const file = await makeFile("w+b", { dir });
    await file.write(new Uint8Array(200_000));
    await file.close();
    assertEquals(await contentOf(dir), {});
    await assertRejects(() => file.read(), RangeError, "closed");
  });

  folderTest(
    `${makeFile.name}() refuses wrong modes before it makes anything`,
    async (dir) => {
      await assertRejects(
        async () => await makeFile("rz" as "r", { dir }),
        RangeError,
        "Invalid mode",
      );
      await assertRejects(
        async () => await makeFile("w+", { dir, newline: "x" as "" }),
        RangeError,
        "'newline' must be",
      );
      assertEquals(await contentOf(dir), {});
    },
  );

  folderTest(
    `${makeFile.name}(), cancelled at every wait, leaves nothing behind`,
    async (dir) => {
      await cancelAtEveryWait({
        work: async () => {
          await using file = await makeFile("w+", { dir });
          await file.write("text");
        },
        async check() {
          // What came too late is removed at once, but not by the one who was cancelled.
          while ((await os.listdir(dir)).length > 0);
        },
      });
    },
  );
}

folderTest("TemporaryFile() has no name", async (dir) => {
  await using file = await tempfile.TemporaryFile("w", { dir });
  await file.write("text");
  await file.flush();
  assertEquals(await contentOf(dir), {});
});

folderTest(
  "NamedTemporaryFile() is there under its name while it is open",
  async (dir) => {
    const file = await tempfile.NamedTemporaryFile("w", {
      dir,
      prefix: "pre-",
      suffix: ".txt",
    });
    assertMatch(file.name.slice(dir.length), /^\/pre-.+\.txt$/);
    await file.write("text");
    await file.flush();
    assertEquals(Object.values(await contentOf(dir)), ["text"]);
    assertEquals((await os.stat(file.name)).mode! & 0o777, 0o600);
    await file.close();
    await file.close();
    assertEquals(await contentOf(dir), {});
  },
);

folderTest(
  "NamedTemporaryFile() is removed at the end of the block with deleteOnClose false",
  async (dir) => {
    {
      await using file = await tempfile.NamedTemporaryFile("w", {
        dir,
        deleteOnClose: false,
      });
      await file.write("text");
      await file.close();
      assertEquals(Object.values(await contentOf(dir)), ["text"]);
    }
    assertEquals(await contentOf(dir), {});
  },
);

folderTest(
  "NamedTemporaryFile() stays with delete false, and may be removed by others",
  async (dir) => {
    {
      await using _ = await tempfile.NamedTemporaryFile("w", {
        dir,
        delete: false,
      });
    }
    const [left] = await os.listdir(dir);
    await os.remove(`${dir}/${left}`);
    await using file = await tempfile.NamedTemporaryFile("w", { dir });
    await os.remove(file.name);
  },
);

folderTest(
  "SpooledTemporaryFile() goes to the disk when it gets too long",
  async () => {
    const { makeTempFile } = Deno;
    let made = 0;
    Deno.makeTempFile = (options) => {
      made++;
      return makeTempFile(options);
    };
    try {
      await using file = await tempfile.SpooledTemporaryFile("w+b", {
        maxSize: 10,
        buffering: 0,
      });
      await file.write(new Uint8Array(10).fill(1));
      assertEquals(made, 0);
      await file.seek(3);
      await file.write(new Uint8Array(8).fill(2));
      assertEquals([made, await file.tell()], [1, 11]);
      await file.seek(0);
      assertEquals([...await file.readall()], [
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        2,
        2,
        2,
        2,
      ]);
      await file.truncate(4);
      await file.seek(0);
      assertEquals([...await file.readall()], [1, 1, 1, 2]);
      assertEquals(made, 1);
    } finally {
      Deno.makeTempFile = makeTempFile;
    }
  },
);

folderTest(
  "SpooledTemporaryFile.rollover() keeps content and position",
  async (dir) => {
    await using file = await tempfile.SpooledTemporaryFile("w+", { dir });
    await file.write("één\n");
    const position = await file.tell();
    await file.write("twee\n");
    await file.rollover();
    await file.rollover();
    await file.write("drie\n");
    await file.seek(position);
    assertEquals(await file.readlines(), ["twee\n", "drie\n"]);
    await assertRejects(
      async () => await tempfile.SpooledTemporaryFile("w+", { maxSize: -1 }),
      RangeError,
      "'maxSize'",
    );
  },
);

folderTest(
  "SpooledTemporaryFile() that cannot go to the disk keeps what it has",
  async (dir) => {
    const file = await tempfile.SpooledTemporaryFile("w+b", {
      dir: `${dir}/nope`,
    });
    await file.write(new Uint8Array([1, 2]));
    await assertRejects(() => file.rollover(), FileNotFoundError);
    await file.seek(0);
    assertEquals([...await file.read()], [1, 2]);
    await file.close();
  },
);

folderTest(
  "TemporaryDirectory() is removed at the end of the block",
  async (dir) => {
    {
      await using folder = await tempfile.TemporaryDirectory({
        dir,
        prefix: "p",
        suffix: "s",
      });
      assertMatch(folder.name.slice(dir.length), /^\/p.+s$/);
      assertEquals((await os.stat(folder.name)).mode! & 0o777, 0o700);
      await make(folder.name, { a: { b: "c" }, link: "-> nope" });
    }
    assertEquals(await contentOf(dir), {});
  },
);

folderTest(
  "TemporaryDirectory.cleanup() works by hand, and twice",
  async (dir) => {
    const making = tempfile.TemporaryDirectory({ dir });
    const folder = await making;
    assert(await making === folder);
    assertEquals(`${folder}`, `<TemporaryDirectory '${folder.name}'>`);
    await folder.cleanup();
    await folder.cleanup();
    await making[Symbol.asyncDispose]();
    assertEquals(await contentOf(dir), {});
  },
);

folderTest("TemporaryDirectory() stays with delete false", async (dir) => {
  {
    await using _ = await tempfile.TemporaryDirectory({ dir, delete: false });
  }
  assertEquals(Object.values(await contentOf(dir)), [{}]);
});

folderTest(
  "TemporaryDirectory() is removed when its task is cancelled",
  async (dir) => {
    const count = await cancelAtEveryWait({
      work: async () => {
        await using folder = await tempfile.TemporaryDirectory({ dir });
        await os.mkdir(`${folder.name}/a`);
        await os.mkdir(`${folder.name}/a/b`);
      },
      async check() {
        while ((await os.listdir(dir)).length > 0);
      },
    });
    assertEquals(count, 3);
  },
);

folderTest(
  "mkstemp() and mkdtemp() make what the caller removes",
  async (dir) => {
    const [file, path] = await tempfile.mkstemp({ dir, suffix: ".x" });
    assertMatch(path.slice(dir.length), /^\/tmp.+\.x$/);
    await file.write(new Uint8Array([65]));
    await file.close();
    assertEquals(Object.values(await contentOf(dir)), ["A"]);
    const folder = await tempfile.mkdtemp({ dir });
    await os.rmdir(folder);
    await os.remove(path);
    await assertRejects(
      () => tempfile.mkdtemp({ dir: `${dir}/nope` }),
      FileNotFoundError,
    );
    assertEquals(await tempfile.gettempdir(), tmpdir());
  },
);

folderTest("mkdtemp() for many tasks gives each its own", async (dir) => {
  const folders = await asyncio.run(() =>
    asyncio.gather(
      Array.from({ length: 20 }, () => () => tempfile.mkdtemp({ dir })),
    )
  );
  assertEquals(new Set(folders).size, 20);
});

folderTest("tempfile refuses what cannot be a part of a name", async (dir) => {
  for (const name of ["prefix", "suffix"]) {
    for (
      const make of [
        (part: string) => tempfile.mkdtemp({ dir, [name]: part }),
        (part: string) => tempfile.TemporaryFile("w+b", { dir, [name]: part }),
      ]
    ) {
      await assertRejects(() => make("a/b"), RangeError, `'${name}'`);
      await assertRejects(
        () => make(5 as unknown as string),
        TypeError,
        `'${name}'`,
      );
    }
  }
  assertEquals(await contentOf(dir), {});
});
