import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as os from "../../fs/os.ts";
import {
  FileExistsError,
  FileNotFoundError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
} from "../../fs/os_error.ts";
import { Path } from "../../fs/path.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import { contentOf, make, withFolder } from "./_folder.ts";

function folderTest(name: string, fn: (folder: string) => Promise<void>): void {
  test(name, () => withFolder(fn));
}

folderTest(
  "os.stat() follows a symbolic link, os.lstat() does not",
  async (folder) => {
    await make(folder, { file: "12345", link: "-> file" });
    assertEquals((await os.stat(`${folder}/link`)).size, 5);
    assertEquals(
      (await os.stat(`${folder}/link`, { followSymlinks: false })).isSymlink,
      true,
    );
    assertEquals((await os.lstat(`${folder}/link`)).isSymlink, true);
    const error = await assertRejects(
      () => os.stat(`${folder}/nope`),
      FileNotFoundError,
    );
    assertEquals([error.filename, error.errno], [`${folder}/nope`, 2]);
  },
);

folderTest(
  "os functions take strings, URLs and paths, and nothing else",
  async (folder) => {
    const forms = [folder, new URL(`file://${folder}`), new Path(folder)];
    for (const form of forms) assert((await os.stat(form)).isDirectory);
    await assertRejects(
      () => os.stat(1 as unknown as string),
      TypeError,
      "A path must be",
    );
    await assertRejects(() => os.stat(new URL("http://x/")), TypeError);
    await assertRejects(
      () => os.remove(`${folder}/a\0b`),
      RangeError,
      "Embedded NUL",
    );
  },
);

folderTest(
  "os.rename() and os.replace() take the place of a file",
  async (folder) => {
    await make(folder, { a: "A", b: "B", c: "C", full: { x: "" } });
    await os.rename(`${folder}/a`, `${folder}/b`);
    await os.replace(`${folder}/b`, `${folder}/c`);
    assertEquals(await contentOf(folder), { c: "A", full: { x: "" } });
    const error = await assertRejects(
      () => os.rename(`${folder}/nope`, `${folder}/x`),
      FileNotFoundError,
    );
    assertEquals(
      error.message,
      `[Errno 2] No such file or directory: '${folder}/nope' -> '${folder}/x'`,
    );
    await assertRejects(
      () => os.rename(`${folder}/c`, `${folder}/full`),
      OSError,
    );
  },
);

folderTest("os.renames() makes and prunes folders", async (folder) => {
  await make(folder, { keep: "", a: { b: { file: "x" } } });
  await os.renames(`${folder}/a/b/file`, `${folder}/c/d/file`);
  assertEquals(await contentOf(folder), { keep: "", c: { d: { file: "x" } } });
});

folderTest(
  "os.remove() removes files and links, and no folders",
  async (folder) => {
    await make(folder, {
      file: "x",
      folder: {},
      link: "-> folder",
      broken: "-> nope",
    });
    for (const name of ["file", "link", "broken"]) {
      await os.unlink(
        `${folder}/${name}`,
      );
    }
    const error = await assertRejects(
      () => os.remove(`${folder}/folder`),
      IsADirectoryError,
    );
    assertEquals(
      error.message,
      `[Errno 21] Is a directory: '${folder}/folder'`,
    );
    await assertRejects(() => os.remove(`${folder}/file`), FileNotFoundError);
    assertEquals(await contentOf(folder), { folder: {} });
  },
);

folderTest("os.rmdir() removes empty folders only", async (folder) => {
  await make(folder, {
    file: "x",
    empty: {},
    full: { file: "" },
    link: "-> empty",
  });
  await assertRejects(() => os.rmdir(`${folder}/file`), NotADirectoryError);
  await assertRejects(() => os.rmdir(`${folder}/link`), NotADirectoryError);
  const error = await assertRejects(
    () => os.rmdir(`${folder}/full`),
    OSError,
    "Directory not empty",
  );
  assertEquals(error.filename, `${folder}/full`);
  await os.rmdir(`${folder}/empty`);
  await assertRejects(() => os.rmdir(`${folder}/empty`), FileNotFoundError);
  await assertRejects(() => os.rmdir(""), FileNotFoundError);
  assertEquals(await contentOf(folder), {
    file: "x",
    full: { file: "" },
    link: "-> empty",
  });
});

folderTest(
  "os.removedirs() goes up while folders are empty",
  async (folder) => {
    await make(folder, { a: { stop: "", b: { c: {} } } });
    await os.removedirs(`${folder}/a/b/c`);
    assertEquals(await contentOf(folder), { a: { stop: "" } });
    await assertRejects(
      () => os.removedirs(`${folder}/a`),
      OSError,
      "Directory not empty",
    );
  },
);

folderTest(
  "os.mkdir() sets the mode and refuses what exists",
  async (folder) => {
    await os.mkdir(`${folder}/a`, { mode: 0o700 });
    assertEquals((await os.stat(`${folder}/a`)).mode! & 0o777, 0o700);
    await assertRejects(() => os.mkdir(`${folder}/a`), FileExistsError);
    await assertRejects(() => os.mkdir(`${folder}/b/c`), FileNotFoundError);
  },
);

folderTest("os.makedirs() makes what is missing", async (folder) => {
  await os.makedirs(`${folder}/a/b/c`, { mode: 0o700 });
  const modes = await Promise.all(
    ["a", "a/b/c"].map(async (name) =>
      (await os.stat(`${folder}/${name}`)).mode! & 0o77
    ),
  );
  assertNotEquals(modes[0], 0);
  assertEquals(modes[1], 0);
  await assertRejects(() => os.makedirs(`${folder}/a/b`), FileExistsError);
  await os.makedirs(`${folder}/a/b`, { existOk: true });
  await make(folder, { file: "" });
  await assertRejects(
    () => os.makedirs(`${folder}/file`, { existOk: true }),
    FileExistsError,
  );
  await assertRejects(
    () => os.makedirs(`${folder}/file/x`),
    NotADirectoryError,
  );
});

folderTest(
  "os.link(), os.symlink() and os.readlink() name files anew",
  async (folder) => {
    await make(folder, { file: "x" });
    await os.link(`${folder}/file`, `${folder}/hard`);
    await os.symlink("file", `${folder}/soft`);
    await os.symlink("later", `${folder}/dir`, { targetIsDirectory: true });
    assertEquals(await os.readlink(`${folder}/soft`), "file");
    assert(await os.path.samefile(`${folder}/hard`, `${folder}/soft`));
    assertFalse(await os.path.samefile(`${folder}/hard`, folder));
    await assertRejects(
      () => os.link(`${folder}/file`, `${folder}/soft`),
      FileExistsError,
    );
    await assertRejects(
      () => os.symlink("x", `${folder}/soft`),
      FileExistsError,
    );
    await assertRejects(
      () => os.readlink(`${folder}/file`),
      OSError,
      "Invalid argument",
    );
  },
);

folderTest(
  "os.listdir() and os.scandir() name what is there",
  async (folder) => {
    await make(folder, { a: "", ".b": "", c: {} });
    assertEquals((await os.listdir(folder)).sort(), [".b", "a", "c"]);
    assertEquals(
      (await Array.fromAsync(os.scandir(folder), (entry) => entry.name)).sort(),
      [".b", "a", "c"],
    );
    await assertRejects(() => os.listdir(`${folder}/a`), NotADirectoryError);
    await assertRejects(
      () => Array.fromAsync(os.scandir(`${folder}/nope`)),
      FileNotFoundError,
    );
    assertEquals(
      (await os.listdir()).sort(),
      (await Array.fromAsync(Deno.readDir("."), (entry) => entry.name)).sort(),
    );
  },
);

folderTest("DirEntry keeps what it has found", async (folder) => {
  await make(folder, { file: "12345" });
  const [entry] = await Array.fromAsync(os.scandir(new Path(folder)));
  assertEquals([entry!.path, entry!.fspath(), `${entry}`], [
    `${folder}/file`,
    `${folder}/file`,
    "<DirEntry 'file'>",
  ]);
  const found = await entry!.stat();
  await os.remove(entry!);
  assert(await entry!.stat() === found);
  assertEquals([found.size, await entry!.isFile(), await entry!.inode()], [
    5,
    true,
    found.ino,
  ]);
});

folderTest(
  "DirEntry.isDir() is false for a link that leads nowhere",
  async (folder) => {
    await make(folder, { broken: "-> nope", circle: "-> circle" });
    for await (const entry of os.scandir(folder)) {
      assert(entry.isSymlink());
      if (entry.name === "broken") {
        assertEquals([await entry.isDir(), await entry.isFile()], [
          false,
          false,
        ]);
      } else {await assertRejects(
          () => entry.isDir(),
          OSError,
          "Too many levels",
        );}
    }
  },
);

folderTest("os.access() goes by the permission bits", async (folder) => {
  await make(folder, { file: "", link: "-> file", broken: "-> nope" });
  assertEquals([
    await os.access(`${folder}/link`, os.F_OK),
    await os.access(`${folder}/broken`, os.F_OK),
  ], [true, false]);
  const isRoot = Deno.uid() === 0;
  for (
    const [mode, expected] of [
      [0o700, [true, true, true]],
      [0o600, [true, true, false]],
      [0o400, [true, isRoot, false]],
      [0, [isRoot, isRoot, false]],
    ] as const
  ) {
    await os.chmod(`${folder}/file`, mode);
    const found = [os.R_OK, os.W_OK, os.X_OK].map((right) =>
      os.access(`${folder}/link`, right)
    );
    assertEquals([mode, await Promise.all(found)], [mode, [...expected]]);
  }
  assert(await os.access(folder, os.R_OK | os.W_OK | os.X_OK));
  for (const wrong of [-1, 8, 1.5, "r"]) {
    await assertRejects(
      () => os.access(folder, wrong as number),
      RangeError,
      "'mode' must be",
    );
  }
});

folderTest(
  "os.chmod(), os.utime() and os.truncate() change a file",
  async (folder) => {
    await make(folder, { file: "12345" });
    const file = `${folder}/file`;
    await os.chmod(file, 0o640);
    await os.utime(file, { atime: 1.5, mtime: new Date(2500) });
    await os.truncate(file, 2);
    assertEquals([
      (await os.stat(file)).mode! & 0o777,
      await os.path.getatime(file),
      await contentOf(folder),
    ], [0o640, 1.5, { file: "12" }]);
    await os.utime(file, { atime: 1.5, mtime: new Date(2500) });
    assertEquals(await os.path.getmtime(file), 2.5);
    await os.utime(file);
    assert(Math.abs(await os.path.getmtime(file) - Date.now() / 1000) < 60);
    await assertRejects(
      () => os.truncate(file, -1),
      RangeError,
      "'length' must be",
    );
    await assertRejects(
      () => os.chmod(`${folder}/nope`, 0o600),
      FileNotFoundError,
    );
  },
);

folderTest("os.chown() leaves what is not given", async (folder) => {
  const { uid, gid } = await os.stat(folder);
  await os.chown(folder, { uid: uid! });
  await os.chown(folder, { gid: gid! });
  const after = await os.stat(folder);
  assertEquals([after.uid, after.gid], [uid, gid]);
});

folderTest("os.statvfs() tells the room on the disk", async (folder) => {
  const { bsize, frsize, blocks, bfree, bavail } = await os.statvfs(folder);
  assert(bsize > 0 && frsize > 0 && blocks >= bfree && bfree >= bavail);
  await assertRejects(() => os.statvfs(`${folder}/nope`), FileNotFoundError);
});

test("os.getcwd() and os.path.abspath() begin at the folder of the program", async () => {
  assertEquals(await os.getcwd(), Deno.cwd());
  const paths = ["a/../b", "/a//b/", "//a", "///a", "."];
  assertEquals(await Promise.all(paths.map((path) => os.path.abspath(path))), [
    `${Deno.cwd()}/b`,
    "/a/b",
    "//a",
    "/a",
    Deno.cwd(),
  ]);
});

test("os.wrap() turns a function into an async one", async () => {
  const divide = os.wrap((a: number, b: number) => {
    if (b === 0) throw new RangeError("division by zero");
    return a / b;
  });
  assertEquals(await divide(6, 3), 2);
  await assertRejects(() => divide(1, 0), RangeError, "division by zero");
  assertThrows(
    () => os.wrap(1 as unknown as () => void),
    TypeError,
    "What is wrapped must be a function",
  );
});

folderTest("os.path.sameopenfile() compares descriptors", async (folder) => {
  await make(folder, { a: "", b: "" });
  const { open } = await import("node:fs/promises");
  const files = await Promise.all(
    ["a", "a", "b"].map((name) => open(`${folder}/${name}`)),
  );
  const [first, again, other] = files.map((file) => file.fd);
  assertEquals([
    await os.path.sameopenfile(first!, again!),
    await os.path.sameopenfile(first!, { fileno: () => other! }),
  ], [true, false]);
  {
    using own = await Deno.open(`${folder}/a`);
    assertEquals([
      await os.path.sameopenfile(own, first!),
      await os.path.sameopenfile(other!, own),
    ], [true, false]);
  }
  for (const file of files) await file.close();
  await assertRejects(
    () => os.path.sameopenfile(first!, again!),
    OSError,
    "Bad file descriptor",
  );
});

folderTest(
  "os.path questions about names that cannot be are answered with no",
  async () => {
    for (
      const question of [
        os.path.exists,
        os.path.isfile,
        os.path.isdir,
        os.path.islink,
        os.path.ismount,
      ]
    ) {
      assertEquals(await question("a\0b"), false);
      assertEquals(await question("x".repeat(5000)), false);
    }
    assertEquals(await os.path.ismount("/"), true);
  },
);

folderTest(
  "os functions leave at once when they are cancelled, and begin nothing when they are refused",
  async (folder) => {
    await asyncio.run(async () => {
      const task = asyncio.createTask(async () => {
        asyncio.currentTask()!.cancel();
        await os.mkdir(`${folder}/never`);
      });
      await assertRejects(() => task, asyncio.CancelledError);
      const signal = AbortSignal.abort(new Error("stop"));
      await assertRejects(
        () => os.mkdir(`${folder}/never`, { signal }),
        Error,
        "stop",
      );
      const late = new AbortController();
      const waiting = os.mkdir(`${folder}/maybe`, { signal: late.signal });
      late.abort(new Error("too late"));
      await assertRejects(() => waiting, Error, "too late");
    });
    // What was under way takes place nonetheless.
    while (!await os.path.exists(`${folder}/maybe`)) await Promise.resolve();
    assertEquals(await contentOf(folder), { maybe: {} });
  },
);

folderTest(
  "os.renames() and os.removedirs(), cancelled at every wait, end in CancelledError",
  async (folder) => {
    let run = 0;
    const count = await cancelAtEveryWait({
      async prepare() {
        run++;
        await make(folder, { [run]: { a: { file: "x" } } });
      },
      work: () =>
        os.renames(`${folder}/${run}/a/file`, `${folder}/${run}/b/c/file`),
      async check() {
        // Wherever it stopped, the file has one of the two names.
        const names = [`${folder}/${run}/a/file`, `${folder}/${run}/b/c/file`];
        const there = await Promise.all(
          names.map((name) => os.path.exists(name)),
        );
        assertEquals(there.filter(Boolean).length, 1);
      },
    });
    assert(count >= 4, `${count} waits`);
  },
);

test("An os error has the platform's error as its cause", async () => {
  const error = await assertRejects(() => os.stat("no/such/file"), OSError);
  assertInstanceOf(error.cause, Deno.errors.NotFound);
});

folderTest(
  "os functions refuse what is no number of theirs",
  async (folder) => {
    await make(folder, { file: "text" });
    const file = `${folder}/file`;
    const text = "1" as unknown as number;
    for (
      const call of [
        (value: number) => os.chmod(file, value),
        (value: number) => os.chown(file, { uid: value }),
        (value: number) => os.chown(file, { gid: value }),
        (value: number) => os.mkdir(`${folder}/new`, { mode: value }),
        (value: number) => os.truncate(file, value),
        (value: number) => new Path(`${folder}/new`).touch({ mode: value }),
      ]
    ) {
      await assertRejects(() => call(text), TypeError, `: "1"`);
      await assertRejects(() => call(-1), RangeError, ": -1");
    }
    for (const name of ["atime", "mtime"]) {
      await assertRejects(
        () => os.utime(file, { [name]: text }),
        TypeError,
        `'${name}'`,
      );
      await assertRejects(
        () => os.utime(file, { [name]: new Date(NaN) }),
        Error,
        `'${name}'`,
      );
    }
    assertEquals(await contentOf(folder), { file: "text" });
  },
);
